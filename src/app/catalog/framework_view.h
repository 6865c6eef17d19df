/* catalog/framework_view.h — what the pages of frameworks share. */
#pragma once
#include "app/catalog/catalog_view.h"
#include "app/catalog/framework.h"
#include "app/catalog/scale.h"
#include "base/uri.h"
#include "base/utf8.h"

extern const struct form_spec framework_file_spec;   /* of a file, or several */
str frameworks_path(struct request *rq);
str framework_path(struct request *rq, int64_t id);
const char *framework_format_words(str format);
void frameworks_page(struct request *rq, struct response *rs, struct form *f);
void framework_page(struct request *rq, struct response *rs, struct form *settings, struct form *file);
struct form *framework_set_form(struct request *rq);
