/* token/token_pages.h — what the pages about tokens show. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/list.h"
#include "app/org/member_form.h"
#include "app/token/token.h"

struct token_line { struct token t; str href, may, only; struct tag_view tag; };    /* only: "Warehouse; Forklift operator"; empty: everything */
struct token_choice { const struct token_scope *scope; bool is_on, is_allowed; };
struct tokens_view {
    str base, self;
    LIST(struct token_line) lines;
    LIST(struct token_choice) scopes;
    struct list_choices departments, badges;
    struct id_list chosen_departments, chosen_badges;
    struct form *form;
};
struct token_view { str base, self, secret; struct token t; struct tag_view tag; LIST(const struct token_scope *) scopes; struct token_parts parts; struct list list; bool works; };
