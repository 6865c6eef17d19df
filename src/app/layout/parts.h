/* app/layout/parts.h — what the parts of pages are given: small pieces that
 * many templates use (parts.html). Words come translated; links are paths. */
#pragma once
#include "app/app.h"
#include "badge/advice.h"
#include "web/form.h"
#include "web/text.h"

/* One input with its label, hint and error. The value brings name, length,
 * what was typed and what is wrong with it. */
struct input_view {
    const struct form_value *value;
    const char *label, *hint;                    /* hint NULL: none */
    const char *type;                            /* "text", "email", "url", "date", …; NULL: text */
    const char *autocomplete;                    /* NULL: off */
    const char *size;                            /* "short", "medium" or NULL: full width */
    int64_t rows;                                /* of a text area */
    bool optional;
};
/* A place for a file. */
struct drop_view {
    const struct form_value *value;
    const char *label, *title, *hint, *accept, *icon;
    bool small, optional, send, many;            /* send: the form goes off when a file was chosen */
};
/* A state: kind "good", "bad", "warn", "info", "accent" or NULL. */
struct tag_view { const char *kind, *icon; str words; };
/* A badge in a gallery: draft and archived ones look faded. */
struct badge_card {
    str href, picture, title, by, foot;
    msec day;                                    /* shown before the foot; 0: none */
    struct tag_view tag;                         /* without words: none */
    bool faded;
    int64_t tick;                                /* the row of a list that can be ticked; 0: it cannot */
};
/* Nothing here yet; href empty: no button. */
struct empty_view { const char *icon, *title, *text; str href; const char *action; };
/* Where one is in a wizard; href empty: cannot be gone to. `now` counts from 1. */
struct step { const char *label; str href; };
struct steps_view { const struct step *items; size_t n, now; };
/* "1–25 of 1,204"; total 0: not counted; more: "of more than 10,000". Links
 * empty: there is no such page. */
struct pagination { int64_t from, to, total; str previous, next; bool more; };
/* mark: "valid", "invalid", "revoked", "suspended", "expired" or "unverified". */
struct verdict_view { const char *mark, *title; str sentence; bool large; };
/* An error instead of a page. */
struct error_view { int status; const char *icon, *heading; str sentence; };

/* How a verdict looks. */
const char *verdict_icon(const char *mark);
const char *verdict_class(const char *mark);     /* valid, invalid, unverified */
/* A check's outcome: class, icon and word. */
struct outcome_look { const char *name, *icon, *word; };
struct outcome_look outcome_look(enum outcome o);
/* The first letter of a name, for where a picture would be. */
str first_letter(str name);
