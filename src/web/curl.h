/* web/curl.h — libcurl as a table, for the files that fetch and mail. */
#pragma once
#include <curl/curl.h>
#include "base/error.h"

#define CURL_FUNCTIONS(F)                                                                      \
    F(easy_cleanup) F(easy_getinfo) F(easy_init) F(easy_perform) F(easy_setopt)                \
    F(easy_strerror) F(free) F(getdate) F(global_init) F(slist_append) F(slist_free_all)       \
    F(url) F(url_cleanup) F(url_get) F(url_set)

#define CURL_MEMBER(f) __typeof__(curl_##f) *f;
struct curl_table { CURL_FUNCTIONS(CURL_MEMBER) };

extern struct curl_table curl;                   /* curl_load first */

/* Loads and starts it, once. Errors as of late_load. */
MUST_USE code curl_load(struct error *err);
