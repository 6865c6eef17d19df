/* api/api_skills.c — which skills somebody has, how well each is proved, and by what. */
#include "app/api/api_private.h"

#include "app/catalog/scale.h"
#include "app/org/person.h"
#include "app/skill/skill.h"

#define STRENGTHS "none|said|backed|confirmed|proved|outside"
static const char *const strengths[SKILL_STRENGTHS] = {"none", "said", "backed", "confirmed", "proved", "outside"};

static const struct api_field proof_fields[] = {
    {"strength", API_CHOICE, GIVEN | ALWAYS, "What it is: their own word, a colleague's, a manager's, a badge of the organisation or one of others.", "\"confirmed\"", .choices = STRENGTHS},
    {"now", API_CHOICE, GIVEN | ALWAYS, "As what it counts now; none: it has ended.", "\"backed\"", .choices = STRENGTHS},
    {"by", API_TEXT, GIVEN | ALWAYS, "The badge, or who said it; empty: themselves, or nobody who is still known.", "\"Oliver Schäfer\""},
    {"note", API_TEXT, GIVEN, "What was said, or the issuer of a badge of others.", NULL},
    {"award", API_INT, GIVEN, "Number of the award.", NULL},
    {"level", API_TEXT, GIVEN, "The level that it names, as the framework calls it.", "\"Practised\""},
    {"at", API_DATE, GIVEN | ALWAYS, "Its day.", "\"2026-03-02\""},
    {"ends", API_DATE, GIVEN, "From that day on it counts no more.", NULL},
};
static const struct api_shape proof_shape = API_SHAPE("SkillProof", "What shows that somebody has a skill.", proof_fields);
static const struct api_field skill_fields[] = {
    {"skill", API_INT, GIVEN | ALWAYS, "Number of the skill.", "12"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Its name.", "\"Secure loads\""},
    {"code", API_TEXT, GIVEN | ALWAYS, "Its code in the framework; may be empty.", "\"L-12\""},
    {"framework", API_TEXT, GIVEN | ALWAYS, "Name of the framework.", "\"Our skills\""},
    {"strength", API_CHOICE, GIVEN | ALWAYS, "How well it is proved now, by what counts most.", "\"confirmed\"", .choices = STRENGTHS},
    {"level", API_TEXT, GIVEN, "The level: of what names one and counts most, the highest.", "\"Practised\""},
    {"levelStrength", API_CHOICE, GIVEN, "As what counts the proof that names the level: it may be weaker than `strength`.", "\"said\"", .choices = STRENGTHS},
    {"proofs", API_MANY, GIVEN | ALWAYS, "All that shows it.", NULL, .shape = &proof_shape},
};
static const struct api_shape skill_shape = API_SHAPE("PersonSkill", "A skill that somebody has.", skill_fields);
static const struct api_field fields[] = {
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"skills", API_MANY, GIVEN | ALWAYS, "The best proved first.", NULL, .shape = &skill_shape},
};
static const struct api_shape shape = API_SHAPE("PersonSkills", "The skills of a person.", fields);

static void put_level(struct api *c, const struct skill_held *h, int64_t level)
{
    str name = scale_name(h->levels, level);

    if (name.n)
        json_put_member(&c->w, "level", name);
}

static void put_proof(struct api *c, const struct skill_held *h, const struct skill_source *x, msec now)
{
    json_open_object(&c->w);
    json_put_member(&c->w, "strength", cstr(strengths[x->proof.full]));
    json_put_member(&c->w, "now", cstr(strengths[skill_counts(&x->proof, now)]));
    json_put_member(&c->w, "by", x->words);
    if (x->note.n)
        json_put_member(&c->w, "note", x->note);
    if (x->proof.full == SKILL_PROVED)
        json_put_member_int(&c->w, "award", x->id);
    put_level(c, h, x->proof.level);
    api_put_date(&c->w, "at", x->proof.at);
    api_put_date(&c->w, "ends", x->proof.ends);
    json_close_object(&c->w);
}

static void put_skill(struct api *c, const struct skill_held *h, msec now)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "skill", h->item);
    json_put_member(&c->w, "name", h->name);
    json_put_member(&c->w, "code", h->code);
    json_put_member(&c->w, "framework", h->framework_name);
    json_put_member(&c->w, "strength", cstr(strengths[h->standing.strength]));
    put_level(c, h, h->standing.level);
    if (scale_name(h->levels, h->standing.level).n)
        json_put_member(&c->w, "levelStrength", cstr(strengths[skill_counts(&h->sources.items[h->standing.by].proof, now)]));
    json_put_key(&c->w, "proofs");
    json_open_array(&c->w);
    for (size_t i = 0; i < h->sources.n; i++)
        put_proof(c, h, &h->sources.items[i], now);
    json_close_array(&c->w);
    json_close_object(&c->w);
}

static code tell_skills(struct api *c, struct error *err)
{
    struct skill_ask q = {.org = c->org, .person = request_param_int(c->rq, "id"), .now = clock_now()};
    struct skill_helds all = {0};
    struct person p;

    TRY(person_get(c->db, c->a, c->org, q.person, &p, err));
    TRY(skill_ask_as(c->rq, &q, err));
    q.no_awards |= !token_has(&bearer_of(c->rq)->token, "awards:read");
    q.no_more |= !token_has(&bearer_of(c->rq)->token, "standings:read");
    TRY(skill_of_person(c->db, c->a, &q, &all, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "person", p.id);
    json_put_key(&c->w, "skills");
    json_open_array(&c->w);
    for (size_t i = 0; i < all.n; i++)
        put_skill(c, &all.items[i], q.now);
    json_close_array(&c->w);
    json_close_object(&c->w);
    return OK;
}

static const struct api_about about = {
    .id = "getPersonSkills", .tag = "People", .title = "Which skills somebody has",
    .says = "Each with how well it is proved on this day and by what: badges, what others say, their own word. Badges are told, and count, for a token that also has awards:read; badges of others and what people wrote for one that also has standings:read.",
    .answer = &shape, .run = tell_skills};

const struct route api_skill_routes[] = {
    API_PART(GET, "/people/{id}/skills", "people:read", OF_PERSON, &about),
    {0},
};
