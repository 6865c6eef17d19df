/* endorse/endorse_list.c — the table of an organisation's endorsements. */
#include "app/endorse/endorse_pages.h"

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_is_empty(v[0].s) ? v[1].s : v[0].s;
    c->sub = str_is_empty(v[0].s) ? S("") : v[1].s;
    c->href = str_printf(l->a, STR_FMT "/%lld", STR_ARG(l->address), (long long)v[2].i);
}

static void about_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (str_eq(v[0].s, S("issuer")))
        c->text = said("The organisation");
    else if (str_eq(v[0].s, S("award")))
        c->text = words_printf(l->a, "Award of " STR_FMT, STR_ARG(v[1].s));
    else
        c->text = v[1].s;
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct endorsement_row e = {.state = v[0].s, .ends = v[1].i, .until = v[2].kind == VALUE_INT ? v[2].i : 0};

    (void)l;
    c->tag = endorse_tag(&e);
}

static const struct list_column columns[] = {
    {"who", "Who", SQL_PIECE("coalesce(y.name, e.name), e.email, e.id"), .values = 3, .cell = who_cell, .order = SQL_PIECE("e.folded")},
    {"about", "About", SQL_PIECE("e.subject, coalesce(v.name, '')"), .values = 2, .cell = about_cell},
    {"state", "State", SQL_PIECE("e.state, e.ends_at, e.valid_until"), .values = 3, .cell = state_cell, .order = SQL_PIECE("e.state")},
    {"asked", "Asked", SQL_PIECE("e.asked_at"), .kind = CELL_DATE, .order = SQL_PIECE("e.id"), .indexed = true},
    {"until", "Valid until", SQL_PIECE("e.valid_until"), .kind = CELL_DATE},
};

static const struct list_option states[] = {
    {"signed", "To decide", SQL_PIECE("e.state = 'signed'")},
    {"shown", "Shown", SQL_PIECE("e.state = 'shown' AND (e.valid_until IS NULL OR e.valid_until > :now)")},
    {"asked", "Waiting for an answer", SQL_PIECE("e.state = 'asked' AND e.ends_at > :now")},
    {"over", "Over", SQL_PIECE("e.state IN ('refused', 'declined', 'withdrawn') OR (e.state = 'asked' AND e.ends_at <= :now)"
                               " OR (e.state = 'shown' AND e.valid_until <= :now)")},
    {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"badge", "Badge", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("e.achievement_id = :value")},
    {"award", "Award", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("e.award_id = :value")},
};

const struct list_def endorsement_list_def = {
    .name = "endorsements", .title = "Endorsements", .thing = "endorsement", .things = "endorsements", .right = VIEW_AWARDS,
    .from = "endorsement e LEFT JOIN endorser y ON y.id = e.endorser_id LEFT JOIN award w ON w.id = e.award_id"
            " LEFT JOIN achievement b ON b.id = coalesce(e.achievement_id, w.achievement_id)"
            " LEFT JOIN achievement_version v ON v.id = b.version_id",
    .where = SQL_PIECE("e.org_id = :org"), .key = "e.id",
    .search = SQL_PIECE("e.folded LIKE :word ESCAPE '!' OR lower(e.name) LIKE :word ESCAPE '!'"), .search_label = "Name or e-mail address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-asked",
};
