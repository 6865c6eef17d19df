/* cli/web_loader.h — the library's loader on the real web. */
#pragma once
#include "badge/loader.h"
#include "web/fetch.h"

/* `policy` must outlive the loader. */
struct loader web_loader(struct fetch_policy *policy);
