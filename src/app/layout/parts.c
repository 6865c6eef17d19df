/* app/layout/parts.c — how outcomes look: never by colour alone. */
#include "app/layout/parts.h"

#include <string.h>

static const struct { const char *mark, *look, *icon; } marks[] = {
    {"valid", "valid", "rosette-discount-check"},
    {"invalid", "invalid", "circle-x"},
    {"revoked", "invalid", "ban"},
    {"suspended", "invalid", "player-pause"},
    {"expired", "unverified", "clock-off"},
    {"silent", "unverified", "clock"},           /* it held when it was seen last */
    {"paper", "unverified", "file-certificate"},
    {"unverified", "unverified", "help-circle"},
};

/* An unknown mark is never shown as a yes. */
static size_t mark_index(const char *mark)
{
    for (size_t i = 0; i < COUNT(marks); i++)
        if (strcmp(marks[i].mark, mark) == 0)
            return i;
    return COUNT(marks) - 1;
}

const char *verdict_icon(const char *mark) { return marks[mark_index(mark)].icon; }
const char *verdict_class(const char *mark) { return marks[mark_index(mark)].look; }

struct outcome_look outcome_look(enum outcome o)
{
    switch (o) {
    case PASS: return (struct outcome_look){"pass", "circle-check", "Passed"};
    case WARN: return (struct outcome_look){"warn", "alert-triangle", "Note"};
    case FAIL: return (struct outcome_look){"fail", "circle-x", "Failed"};
    case UNTESTED: break;
    }
    return (struct outcome_look){"untested", "circle-minus", "Not tested"};
}

str first_letter(str name)
{
    size_t n = name.n > 0;

    while (n < name.n && ((unsigned char)name.p[n] & 0xc0) == 0x80)
        n++;
    return str_slice(name, 0, n);
}
