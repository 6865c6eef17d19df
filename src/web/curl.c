#include "web/curl.h"
#include "base/crypto.h"
#include "base/late.h"

#define CURL_NAME(f) "curl_" #f,

struct curl_table curl;

static bool start(void)
{
    crypto_configure();
    return curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

code curl_load(struct error *err)
{
    static const char *const names[] = {CURL_FUNCTIONS(CURL_NAME)};
    static struct late library = {.soname = CURL_SONAME, .names = names, .n = COUNT(names),
                                  .table = &curl, .start = start};

    return late_need(&library, err);
}
