/* demo/demo_endorse.c — what others said of this workplace and its badges: shown,
 * waiting for a word, and asked of somebody who has not answered yet. */
#include "app/demo/demo_private.h"
#include "app/endorse/endorse.h"
#include "base/crypto.h"

static const struct { const char *name, *organisation, *email, *url, *comment; size_t badge; bool about_us, is_shown, shows_email; } claims[] = {
    {"Ana Ruiz", "Port Authority of Vale", "ana.ruiz@example.net", "https://example.net/port",
     "We let drivers with this badge onto the quay without a test of our own. Nobody has sent us one in two years whom we had to send back.",
     2, false, true, true},
    {"Dr Femi Adeyemi", "Vale Technical College", "f.adeyemi@example.edu", "https://example.edu",
     "Our examiners sat in on four of the practical tests. They are what the description says, and a little more.", 2, false, false, false},
    {"Lena Hoffmann", "Chamber of Commerce", "hoffmann@example.com", "",
     "A workplace that says what its badges mean and lets anybody check them.", 0, true, true, false},
    {"Ravi Menon", "Insurers of the Harbour", "menon@example.com", "", NULL, 3, false, false, false},
};

static const char sql_ask[] = SQL(
    "INSERT INTO endorsement (org_id, public_id, subject, achievement_id, email, folded, name, message, by_earner, token_hash, asked_at,"
    " ends_at, state) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, 0, $2, $8, $9, 'asked') RETURNING id");

static code say(const struct demo_endorsements *in, size_t i, struct error *err)
{
    struct endorsement_row e;
    struct endorse_answer w = {.name = cstr(claims[i].name), .organisation = cstr(claims[i].organisation), .url = cstr(claims[i].url),
                               .comment = claims[i].comment ? cstr(claims[i].comment) : S(""), .shows_email = claims[i].shows_email, .months = 24};
    int64_t id, badge = claims[i].about_us ? 0 : in->badges[claims[i].badge];

    TRY(db_int(in->db, sql_ask,
               ARGS(v_int(in->org), v_str(random_token(in->a, 16)), v_str(badge ? S("badge") : S("issuer")), v_int_if(badge > 0, badge),
                    v_str(cstr(claims[i].email)), v_str(w.name), v_str(S("You know our training: would you say what it is worth to you?")),
                    v_int(clock_now() - 3 * DAY), v_int(clock_now() + 27 * DAY)), &id, err));
    if (!claims[i].comment)
        return OK;
    TRY(endorse_get(in->db, in->a, in->org, id, &e, err));
    TRY(endorse_sign(in->db, in->a, &e, &w, err));
    TRY(endorse_get(in->db, in->a, in->org, id, &e, err));
    return claims[i].is_shown ? endorse_decide(in->db, in->a, &e, true, in->account, err) : OK;
}

code demo_endorsements_make(const struct demo_endorsements *in, struct error *err)
{
    for (size_t i = 0; i < COUNT(claims); i++)
        TRY(say(in, i, err));
    return OK;
}
