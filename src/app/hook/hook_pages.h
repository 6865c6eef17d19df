/* hook/hook_pages.h — what the pages about webhooks show. */
#pragma once
#include "app/hook/hook.h"
#include "app/layout/parts.h"
#include "app/list/list.h"

struct hook_line { struct hook h; str href, told; struct tag_view tag; };
struct hook_choice { const struct hook_event *event; bool is_on; };
LIST_OF(hook_choice_list, struct hook_choice);
struct hook_listener { str value; const char *label, *hint; };
struct hook_listeners { const struct hook_listener *items; size_t n; };
const struct hook_listeners *hook_listeners(void);
struct hooks_view { str base, self; LIST(struct hook_line) lines; struct hook_choice_list choices; struct form *form; };
struct hook_view { str base, self, secret; struct hook h; struct tag_view tag; struct hook_choice_list choices; struct form *form; struct list list; bool is_on, is_chat; };
struct hook_message_view { str self, hook_self, body; struct hook_send s; struct tag_view tag; const char *words; bool can_again; };
