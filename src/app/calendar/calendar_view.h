/* calendar/calendar_view.h — what the template is given. */
#pragma once
#include "app/calendar/calendar.h"
#include "app/layout/parts.h"

struct calendar_view {
    struct form *form;
    str address, webcal, file;                   /* address empty: there is none yet */
    out_time read;
    bool has_read, has_orgs;                     /* has_orgs: organisations ask here */
    struct input_view asked, ends, team;
};
