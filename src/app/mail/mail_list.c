/* mail/mail_list.c — the mails of an organisation as a list: found by whom they go
 * to, what they are and what became of them; sent again or forgotten, many at once. */
#include "app/list/act.h"
#include "app/mail/mail_private.h"
#include "app/mail/mail_view.h"

/* ---- columns ---- */

static void to_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s.n ? v[0].s : v[1].s, .sub = v[0].s.n ? v[1].s : S(""),
                            .href = str_printf(l->a, "/org/%lld/mail/%lld", (long long)l->org, (long long)v[2].i)};
}

/* Mails that an organisation writes no words of its own for. */
static const struct { const char *kind, *words; } others[] = {
    {"test", "Test"}, {"roles", "Roles changed"}, {"handover", "Handed over"}, {"member-removed", "Member removed"}, {"webhook", "Webhook switched off"},
    {"led-waits", "Waits for who leads them"}, {"training-reopened-owner", "External training taken back, to who decides"},
};

/* A letter that is written when it goes has no subject yet: its kind says what it is. Empty: its subject says it. */
static str title_of(str kind)
{
    const struct letter_kind *k = letter_kind(kind);

    for (size_t i = 0; i < COUNT(others); i++)
        if (str_eq(kind, cstr(others[i].kind)))
            return said(others[i].words);
    return k && k->title ? said(k->title) : S("");
}

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    *c = v[1].s.n ? (struct list_cell){.text = v[1].s, .sub = title_of(v[0].s)} : (struct list_cell){.text = title_of(v[0].s), .sub = v[2].s};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = mail_tag(&(struct mail){.state = v[0].s, .last_error = v[1].s, .bounced = v[2].kind == VALUE_INT ? v[2].i : 0});
}

static const struct list_column columns[] = {
    {"to", "To", SQL_PIECE("CASE WHEN m.to_name = '' THEN coalesce(p.name, '') ELSE m.to_name END,"
                           " CASE WHEN m.to_address <> '' THEN m.to_address WHEN w.recipient <> '' THEN w.recipient ELSE coalesce(p.email, '') END, m.id"),
     .values = 3, .cell = to_cell},
    {"what", "Mail", SQL_PIECE("m.kind, m.subject, v.name"), .values = 3, .cell = what_cell},
    {"state", "State", SQL_PIECE("m.state, m.last_error, m.bounced_at"), .values = 3, .cell = state_cell},
    {"made", "Written", SQL_PIECE("m.created_at"), .kind = CELL_TIME, .order = SQL_PIECE("m.id"), .indexed = true},
    {"sent", "Sent", SQL_PIECE("m.sent_at"), .kind = CELL_TIME},
    {"address", "Address", SQL_PIECE("CASE WHEN m.to_address <> '' THEN m.to_address WHEN w.recipient <> '' THEN w.recipient ELSE coalesce(p.email, '') END"),
     .extra = true},
    {"error", "Why it was not sent", SQL_PIECE("m.last_error"), .extra = true},
};

/* ---- filters ---- */

static const struct list_option states[] = {
    {"outbox", "Waiting", SQL_PIECE("m.state = 'outbox'")}, {"queued", "Being sent", SQL_PIECE("m.state = 'queued'")},
    {"sent", "Sent", SQL_PIECE("m.state = 'sent'")}, {"failed", "Not sent", SQL_PIECE("m.state = 'failed'")},
    {"bounced", "Came back", SQL_PIECE("m.state = 'failed' AND m.bounced_at IS NOT NULL")},
    {"dropped", "Not needed", SQL_PIECE("m.state = 'dropped'")}, {NULL, NULL, NULL},
};

static code choose_kinds(struct list *l, struct list_choices *out, struct error *err)
{
    size_t n;
    const struct letter_kind *kinds = letter_kinds(&n);

    (void)err;
    for (size_t i = 0; i < n; i++)
        if (letter_is_own(&kinds[i]))
            *list_add(l->a, out) = (struct list_choice){cstr(kinds[i].name), said(kinds[i].title), 0};
    return OK;
}

static str kind_words(struct list *l, str value)
{
    const struct letter_kind *k = letter_kind(value);

    (void)l;
    return k && k->title ? said(k->title) : S("");
}

static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"kind", "Mail", FILTER_CHOICES, .sql = SQL_PIECE("m.kind = :value"), .choices = choose_kinds, .words = kind_words},
    {"from", "Written from", FILTER_FROM, .sql = SQL_PIECE("m.created_at >= :value")},
    {"until", "Written until", FILTER_UNTIL, .sql = SQL_PIECE("m.created_at < :value")},
};

static code total(struct list *l, int64_t *n, struct error *err)
{
    struct mail_counts c;

    TRY(mail_count(l->db, l->a, l->org, 0, &c, err));
    *n = c.outbox + c.queued + c.sent + c.failed + c.dropped;
    return OK;
}

/* ---- with many at once ---- */

static const char sql_again[] = SQL(
    "UPDATE mail SET state = 'queued', due_at = $3, attempts = 0, last_error = NULL, bounced_at = NULL WHERE id = $1 AND state = $2"
    " AND (state IN ('outbox', 'failed', 'sent') OR (state = 'queued' AND last_error IS NOT NULL))");

static code again_check(struct act_run *run, struct error *err)
{
    struct mail_settings s;

    TRY(mail_settings_load(run->app, run->db, run->a, &s, err));
    return s.has_server ? OK : fail(err, CONFLICT, "mail", "there is no mail server yet; set one first");
}

static code again_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct mail m;
    int64_t changed = 0;

    *before = S("");
    TRY(mail_get(run->db, run->a, run->org, row, &m, err));
    TRY(db_run(run->db, sql_again, ARGS(v_int(row), v_str(m.state), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "mail", "it is being sent just now, or what it says is true no more");
    TRY(mail_tally_move(run->db, &m, m.state, S("queued"), err));
    return mail_wake_at(run->db, clock_now(), err);
}

static code forget_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct mail m;

    TRY(mail_get(run->db, run->a, run->org, row, &m, err));
    return mail_forget(run->db, run->a, &m, before, err);
}

static code remember_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    TRY(mail_remember(run->db, run->a, run->org, row, *before, err));
    *before = S("");
    return mail_wake_at(run->db, clock_now(), err);
}

static const struct list_act again_act = {
    .name = "again", .label = "Send again", .icon = "send", .title = "Send {n} again?", .done = "{n} on their way",
    .explains = "Each goes out as it would be written now. Who had it gets it a second time.", .right = AWARD_BADGES, .check = again_check,
    .apply = again_row,
};
static const struct list_act forget_act = {
    .name = "forget", .label = "Forget", .icon = "trash", .title = "Forget {n}?", .done = "{n} forgotten",
    .explains = "Text, address and what became of them are deleted, in ten minutes for good. What waits is not sent. The awards stay.", .right = AWARD_BADGES,
    .apply = forget_row, .undo = remember_row, .seals = true,
};
static const struct list_act *const acts[] = {&again_act, &forget_act, NULL};

/* The sign keeps the engines from sorting all of them. */
const struct list_def mail_list_def = {
    .name = "mail", .title = "Mail", .thing = "mail", .things = "mails", .right = AWARD_BADGES,
    .from = "mail m LEFT JOIN award w ON w.id = m.award_id LEFT JOIN person p ON p.id = coalesce(w.person_id, m.person_id)"
            " LEFT JOIN achievement_version v ON v.id = w.version_id",
    .where = SQL_PIECE("+m.org_id = :org"), .key = "m.id",
    .search = SQL_PIECE("(lower(m.to_name) LIKE :word ESCAPE '!' OR lower(m.to_address) LIKE :word ESCAPE '!'"
                        " OR lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(m.subject) LIKE :word ESCAPE '!')"),
    .search_label = "Name, e-mail address or subject", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-made", .total = total, .acts = acts,
};
