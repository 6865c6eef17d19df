/* mail/letter_look.c — an organisation's look in its mails. */
#include "app/colour.h"
#include "app/mail/letter.h"

#define STANDARD_COLOUR "#6b2f75"
#define READABLE        4.5                      /* WCAG 2.2 §1.4.3 */

void letter_colours(struct arena *a, str colour, struct letter_look *out)
{
    struct colour ground;

    if (!colour_read(colour, &ground) && !colour_read(S(STANDARD_COLOUR), &ground))
        return;
    struct colour ink = colour_ink(ground, ground);
    ground = colour_readable(ground, ink, READABLE);
    out->ground = colour_hex(a, ground);
    out->ink = colour_hex(a, ink);
}

static const char sql_look[] = SQL(
    "SELECT v.name, coalesce(v.logo_hash, ''), coalesce((SELECT l.postal FROM letter_rule l WHERE l.org_id = o.id), '')"
    " FROM org o JOIN org_version v ON v.id = o.version_id WHERE o.id = $1");

code letter_look(struct app *app, struct db *db, struct arena *a, int64_t org, struct letter_look *out, struct error *err)
{
    *out = (struct letter_look){S(""), S(""), S(""), NULL, NULL};
    letter_colours(a, S(STANDARD_COLOUR), out);
    if (org == 0)
        return OK;
    struct rows *r = db_query(db, sql_look, ARGS(v_int(org)));
    if (rows_next(r)) {
        str logo = row_str(r, 1, a);
        out->organisation = row_str(r, 0, a);
        out->logo = logo.n ? app_url(a, app, str_join(a, S("/images/"), logo)) : S("");
        out->postal = row_str(r, 2, a);
    }
    return rows_end(r, err);
}
