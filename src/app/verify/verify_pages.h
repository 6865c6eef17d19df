/* verify/verify_pages.h — /verify: a file, a link or pasted text in, a report out. */
#pragma once
#include "app/app.h"
#include "app/layout/report_view.h"

struct verify_ask_view { struct form *form; struct input_view link, text, recipient; struct drop_view file; };
struct verify_result_view { struct report_view report; str share; /* empty: not by link */ };

extern const struct route verify_routes[];
