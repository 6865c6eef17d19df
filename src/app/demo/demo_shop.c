/* demo/demo_shop.c — the catalogue of the sample organisation, and its academy: a
 * profile that teaches under a name, a colour and keys of its own. */
#include "app/demo/demo_private.h"

#include "app/brand.h"
#include "app/org/org.h"
#include "app/mail/letter.h"
#include "app/shop/shop.h"

/* ---- the academy ---- */

static const char *const taught[] = {"leadership", "trainer", "language"};

bool demo_is_taught(const char *preset)
{
    for (size_t i = 0; i < COUNT(taught); i++)
        if (str_eq(cstr(preset), cstr(taught[i])))
            return true;
    return false;
}

code demo_academy_make(const struct demo_shop *in, int64_t *issuer, struct error *err)
{
    struct org o;

    TRY(org_get(in->db, in->a, in->org, &o, err));
    o.name = S("Harbour Academy");
    o.description = S("Courses for those who lead and teach, from here and from the neighbourhood.");
    o.email = S("academy@example.com");
    o.logo_hash = (str){0};
    TRY(org_issuer_add(in->app, in->db, in->a, &o, in->account, issuer, err));
    return brand_set(in->db, in->org, *issuer, in->account, &(struct brand_chosen){S("#0b6477"), S(""), (str){0}, (str){0}}, err);
}

/* ---- the catalogue ---- */

static const struct { const char *name, *about; } sections[] = {
    {"Safety and duty", "What the law or the house asks for. Most of these have to be renewed."},
    {"Trades and skills", "What somebody can do, shown on real work."},
    {"Thanks", "Nobody can apply for these: they are given."},
};

/* Badges by their place in demo_badges, in the order in which they stand. */
static const struct { size_t badge; int section; const char *level, *takes, *way; } places[] = {
    {0, 0, "foundation", "two weeks", ""},
    {3, 0, "foundation", "one day", "The next courses are on the notice board beside the canteen."},
    {4, 0, "intermediate", "half a day and a drill", ""},
    {1, 0, "foundation", "45 minutes", "The online course opens each spring; everybody gets a mail."},
    {5, 0, "intermediate", "two days", ""},
    {2, 1, "intermediate", "two days and a test", "Ask your team leader for a place; the training is paid."},
    {6, 1, "advanced", "three months", ""},
    {7, 1, "advanced", "six evenings and a project", "Apply at the Academy before the end of August."},
    {8, 1, "advanced", "two days and a lesson", ""},
    {10, 1, "intermediate", "", ""},
    {11, 2, "", "", ""},
    {12, 2, "", "a year", ""},
    {13, 2, "", "", ""},
    {9, 2, "", "three months", ""},
};

static const char sql_section[] = SQL("SELECT id FROM shop_section WHERE org_id = $1 AND name = $2");

static code add_sections(const struct demo_shop *in, int64_t *ids, struct error *err)
{
    struct shop_act act = {in->org, in->account};

    for (size_t i = 0; i < COUNT(sections); i++) {
        TRY(shop_section_save(in->db, in->a, &act, &(struct shop_section){0, cstr(sections[i].name), cstr(sections[i].about)}, err));
        TRY(db_int(in->db, sql_section, ARGS(v_int(in->org), v_str(cstr(sections[i].name))), &ids[i], err));
    }
    return OK;
}

/* Some agreed to be named when they are awarded something. */
static const char sql_agreeing[] = SQL("SELECT id FROM person WHERE org_id = $1 AND leaves_at IS NULL AND removed_at IS NULL AND id % 7 = 2 ORDER BY id LIMIT 6");

static code add_consents(const struct demo_shop *in, struct error *err)
{
    LIST(int64_t) people = {0};
    struct rows *r = db_query(in->db, sql_agreeing, ARGS(v_int(in->org)));

    while (rows_next(r))
        *list_add(in->a, &people) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < people.n; i++)
        TRY(letter_choice_set(in->db, in->a, &(struct letter_choice){.org = in->org, .person = people.items[i], .lang = S(""), .refused = S(""),
                                                                     .named = clock_now() - (msec)(i + 3) * DAY}, err));
    return OK;
}

code demo_shop_make(const struct demo_shop *in, struct error *err)
{
    struct shop_act act = {in->org, in->account};
    int64_t ids[COUNT(sections)] = {0};

    TRY(shop_set(in->db, in->org, in->account,
                 &(struct shop){.tells_awards = true, .tells_people = true, .welcome = S("Each of these badges says what somebody showed they can do, and **anybody** can check it."
                                                                   " New here? Begin with *Welcome on board*.")}, err));
    TRY(add_consents(in, err));
    TRY(add_sections(in, ids, err));
    for (size_t i = 0; i < COUNT(places); i++) {
        int64_t badge = in->badges[places[i].badge], section = ids[places[i].section];
        TRY(shop_badge_set(in->db, in->a, &act, badge, &(struct shop_badge){section, false, cstr(places[i].level), cstr(places[i].takes), cstr(places[i].way)}, err));
        TRY(shop_badge_move(in->db, in->a, &act, &(struct shop_move){badge, section, 0}, err));
    }
    return OK;
}
