/* health/health_view.h — what the page of the server's health shows. */
#pragma once
#include "app/health/health.h"
#include "app/layout/parts.h"

struct health_line { str title, sentence, advice; struct outcome_look look; };
struct health_view {
    bool has_report, is_running, may_confirm_key;
    enum health_outcome worst;
    msec at;
    struct { struct health_line *items; size_t n; } lines;
    str key_name;
};

const char *health_heading(enum health_outcome worst);
const char *health_kind(enum health_outcome worst);       /* of an alert */
