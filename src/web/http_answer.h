/* web/http_answer.h — responses in the library's form; for http.c alone. */
#pragma once
#include "web/http.h"
#include "web/mhd.h"

/* NULL: memory is out. The file of the response is the answer's from now on. */
struct MHD_Response *http_answer(struct response *rs);
/* The headers of a ready answer without its body, for 304. */
struct MHD_Response *http_answer_unchanged(const struct http_ready *r);
