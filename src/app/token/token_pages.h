/* token/token_pages.h — what the pages about tokens show. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/token/token.h"

struct token_line { struct token t; str href, may; struct tag_view tag; };
struct token_choice { const struct token_scope *scope; bool is_on, is_allowed; };
struct tokens_view {
    str base, self;
    LIST(struct token_line) lines;
    LIST(struct token_choice) scopes;
    struct form *form;
};
struct token_view { str base, self, secret; struct token t; struct tag_view tag; LIST(const struct token_scope *) scopes; struct list list; bool works; };
