/* web/text.h — messages per language. English is the key; a language that
 * lacks one shows English. Tables come from po/LANG.po at build time. */
#pragma once
#include "base/str.h"

const char *text(str lang, const char *english);
/* Best known language for an Accept-Language header; "en" otherwise. */
str text_language(str accept_language);
