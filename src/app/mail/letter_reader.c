/* mail/letter_reader.c — who reads a mail: in which language, and which mails they
 * want. Chosen by a link at the foot of a mail, which is proof of the mailbox. */
#include "app/mail/letter.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/email.h"
#include "web/text.h"

/* The person of the directory, the account of the address, what was chosen by a
 * mail's link, and the organisation's own language. */
static const char sql_reader[] = SQL(
    "SELECT r.id, coalesce((SELECT c.lang FROM account_email e JOIN account c ON c.id = e.account_id"
    "  WHERE e.folded = $2 AND e.verified_at IS NOT NULL), ''),"
    " coalesce((SELECT x.lang FROM letter_choice x WHERE x.person_id = r.id), ''),"
    " coalesce((SELECT x.refused FROM letter_choice x WHERE x.person_id = r.id), ''),"
    " coalesce((SELECT o.lang FROM letter_rule o WHERE o.org_id = $1), '')"
    " FROM (SELECT coalesce((SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2),"
    "  (SELECT y.person_id FROM person_address y WHERE y.org_id = $1 AND y.folded = $2), 0) AS id) r");

static str first_known(struct arena *a, struct rows *r, const int *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct spoken *l = text_language_of(row_str(r, columns[i], a));
        if (l)
            return l->code;
    }
    return S("");
}

code letter_reader(struct db *db, struct arena *a, int64_t org, str address, struct letter_reader *out, struct error *err)
{
    struct rows *r = db_query(db, sql_reader, ARGS(v_int(org), v_str(email_fold(a, address))));
    str own = S(""), standard = S("");

    *out = (struct letter_reader){.refused = S("")};
    if (rows_next(r)) {
        own = first_known(a, r, (const int[]){2, 1}, 2);
        standard = first_known(a, r, (const int[]){4}, 1);
        out->person = row_int(r, 0);
        out->refused = row_str(r, 3, a);
    }
    out->chose = own.n > 0;
    out->lang = own.n ? own : standard.n ? standard : S("en");
    return rows_end(r, err);
}

bool letter_refused(str refused, const char *topic)
{
    str one;

    while (str_cut(&refused, ' ', &one))
        if (str_eq(one, cstr(topic)))
            return true;
    return false;
}

/* ---- the link ---- */

static str proof_of(struct arena *a, const struct app *app, int64_t org, int64_t person)
{
    str what = str_printf(a, "mail choices %lld %lld", (long long)org, (long long)person);
    struct sha256 mac = hmac_sha256(app->link_secret, what);

    return base64url_encode(a, (str){(const char *)mac.b, 16});
}

str letter_choices_path(struct arena *a, const struct app *app, int64_t org, int64_t person)
{
    return str_printf(a, "/mail-choices/%lld.%lld." STR_FMT, (long long)org, (long long)person, STR_ARG(proof_of(a, app, org, person)));
}

bool letter_choices_read(struct arena *a, const struct app *app, str token, int64_t *org, int64_t *person)
{
    str first, second;

    return str_cut(&token, '.', &first) && str_cut(&token, '.', &second) && str_to_int(first, org) && str_to_int(second, person) &&
           crypto_equal(proof_of(a, app, *org, *person), token);
}

/* ---- what was chosen ---- */

static const char sql_get[] = SQL(
    "SELECT coalesce(x.lang, ''), coalesce(x.refused, ''), coalesce(x.named_at, 0),"
    " coalesce((SELECT s.tells_people FROM shop s WHERE s.org_id = p.org_id), 0), p.name, p.email, v.name FROM person p JOIN org o ON o.id = p.org_id"
    " JOIN org_version v ON v.id = o.version_id LEFT JOIN letter_choice x ON x.person_id = p.id WHERE p.org_id = $1 AND p.id = $2");
static const char sql_set[] = SQL(
    "INSERT INTO letter_choice (person_id, lang, refused, named_at, changed_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (person_id) DO UPDATE SET lang = excluded.lang, refused = excluded.refused, named_at = excluded.named_at,"
    " changed_at = excluded.changed_at");

code letter_choice_get(struct db *db, struct arena *a, int64_t org, int64_t person, struct letter_choice *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(person)));
    bool found = rows_next(r);

    if (found)
        *out = (struct letter_choice){org, person, row_str(r, 0, a), row_str(r, 1, a), row_int(r, 2), row_bool(r, 3),
                                      row_str(r, 4, a), row_str(r, 5, a), row_str(r, 6, a)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "link", "whom this link was for is not known here any more");
}

code letter_choice_set(struct db *db, struct arena *a, const struct letter_choice *c, struct error *err)
{
    struct letter_choice before;

    TRY(letter_choice_get(db, a, c->org, c->person, &before, err));
    return db_run(db, sql_set, ARGS(v_int(c->person), v_str(c->lang), v_str(c->refused), v_int(c->named), v_int(clock_now())), NULL, err);
}

code letter_refuse(struct db *db, struct arena *a, int64_t org, int64_t person, const char *topic, bool refused, struct error *err)
{
    struct letter_choice c;
    struct buf b = buf_new(a);
    str all, one;

    TRY(letter_choice_get(db, a, org, person, &c, err));
    all = c.refused;
    while (str_cut(&all, ' ', &one))
        if (one.n && !str_eq(one, cstr(topic)))
            buf_printf(&b, "%s" STR_FMT, b.n ? " " : "", STR_ARG(one));
    if (refused)
        buf_printf(&b, "%s%s", b.n ? " " : "", topic);
    c.refused = buf_done(&b);
    return letter_choice_set(db, a, &c, err);
}
