/* api/api_docs.h — what the page about the interface shows. */
#pragma once
#include "app/api/api_private.h"
#include "app/hook/hook.h"
#include "app/layout/parts.h"

struct doc_field { str name; const char *kind, *says; str choices; bool needed; };
LIST_OF(doc_field_list, struct doc_field);
struct doc_call { const char *method, *path, *scope, *tag; str anchor; const struct api_about *about; struct doc_field_list asked, sent; str curl, example, tag_anchor; const char *answer; bool is_first; };
/* What a webhook is told of an event. */
struct doc_message { const struct hook_event *event; str anchor, example; };
struct doc_tag { const char *name; str href; };
struct doc_shape { const struct api_shape *shape; str anchor; struct doc_field_list fields; };
struct docs_view { str base; LIST(struct doc_tag) tags; LIST(struct doc_message) messages; LIST(struct doc_call) calls; LIST(struct doc_shape) shapes; LIST(const struct token_scope *) scopes; };
