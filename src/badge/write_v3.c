#include "badge/issue.h"
#include "badge/write.h"

void put_text(struct json_writer *w, const char *key, str s)
{
    if (!str_is_empty(s))
        json_put_member(w, key, s);
}

void put_time(struct json_writer *w, struct arena *a, const char *key, msec t)
{
    put_text(w, key, time_format(a, t));
}

void put_strings(struct json_writer *w, const char *key, const struct str_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, key);
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++)
        json_put_str(w, l->items[i]);
    json_close_array(w);
}

void put_type(struct json_writer *w, const char *type)
{
    json_put_key(w, "type");
    json_open_array(w);
    json_put_cstr(w, type);
    json_close_array(w);
}

static bool has_list_of_ids(const struct status_ref_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].type, S(STATUS_LIST_OF_IDS)))
            return true;
    return false;
}

void put_credential_contexts(struct json_writer *w, const struct status_ref_list *status,
                             bool is_extended)
{
    json_put_key(w, "@context");
    json_open_array(w);
    json_put_cstr(w, CONTEXT_VC2);
    json_put_cstr(w, CONTEXT_OB3);
    if (is_extended || has_list_of_ids(status))
        json_put_cstr(w, CONTEXT_OB3_EXTENSIONS);
    json_close_array(w);
}

/* VC 2.0 and OB 3.0 */
static void put_contexts(struct json_writer *w)
{
    put_credential_contexts(w, &(struct status_ref_list){0}, false);
}

static void put_image(struct json_writer *w, const struct image *i)
{
    if (str_is_empty(i->id))
        return;
    json_put_key(w, "image");
    json_open_object(w);
    put_text(w, "id", i->id);
    put_text(w, "type", S("Image"));
    put_text(w, "caption", i->caption);
    json_close_object(w);
}

static bool is_json(str signed_text)
{
    return str_starts(str_trim(signed_text), S("{"));
}

static void put_those(struct json_writer *w, const char *key, const struct str_list *l,
                      bool as_json)
{
    bool any = false;

    for (size_t i = 0; i < l->n; i++) {
        if (is_json(l->items[i]) != as_json)
            continue;
        if (!any) {
            json_put_key(w, key);
            json_open_array(w);
        }
        any = true;
        if (as_json)
            json_put_text(w, str_trim(l->items[i]));
        else
            json_put_str(w, str_trim(l->items[i]));
    }
    if (any)
        json_close_array(w);
}

/* OB 3.0: those with a proof in them, and those that are tokens. */
static void put_endorsements(struct json_writer *w, const struct str_list *l)
{
    put_those(w, "endorsement", l, true);
    put_those(w, "endorsementJwt", l, false);
}

void put_profile_members(struct json_writer *w, const struct profile *p)
{
    put_text(w, "id", p->id);
    put_type(w, "Profile");
    put_text(w, "name", p->name);
    put_text(w, "url", p->url);
    put_text(w, "phone", p->telephone);
    put_text(w, "description", p->description);
    put_image(w, &p->image);
    put_text(w, "email", p->email);
    put_endorsements(w, &p->endorsements);
}

void put_profile(struct json_writer *w, const char *key, const struct profile *p)
{
    if (str_is_empty(p->id))
        return;
    json_put_key(w, key);
    json_open_object(w);
    put_profile_members(w, p);
    json_close_object(w);
}

static void put_identity(struct json_writer *w, const struct identity *i)
{
    json_open_object(w);
    put_text(w, "type", S("IdentityObject"));
    json_put_member_bool(w, "hashed", i->hashed);
    put_text(w, "identityHash", i->value);
    put_text(w, "identityType", i->type);
    put_text(w, "salt", i->salt);
    json_close_object(w);
}

void put_identities(struct json_writer *w, const struct identity_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "identifier");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++)
        put_identity(w, &l->items[i]);
    json_close_array(w);
}

static void put_alignment(struct json_writer *w, const struct alignment *al)
{
    json_open_object(w);
    put_type(w, "Alignment");
    put_text(w, "targetCode", al->target_code);
    put_text(w, "targetDescription", al->target_description);
    put_text(w, "targetName", al->target_name);
    put_text(w, "targetFramework", al->target_framework);
    put_text(w, "targetType", al->target_type);
    put_text(w, "targetUrl", al->target_url);
    json_close_object(w);
}

void put_alignments(struct json_writer *w, const struct alignment_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "alignment");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++)
        put_alignment(w, &l->items[i]);
    json_close_array(w);
}

static void put_criteria(struct json_writer *w, const struct achievement *ac)
{
    json_put_key(w, "criteria");
    json_open_object(w);
    put_text(w, "id", ac->criteria_id);
    put_text(w, "narrative", ac->criteria_narrative);
    json_close_object(w);
}

static void put_related(struct json_writer *w, const struct related_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "related");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        put_type(w, "Related");
        put_text(w, "id", l->items[i].id);
        put_text(w, "inLanguage", l->items[i].in_language);
        put_text(w, "version", l->items[i].version);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_achievement_members(struct json_writer *w, const struct achievement *ac)
{
    put_text(w, "id", ac->id);
    put_type(w, "Achievement");
    put_text(w, "achievementType", ac->achievement_type);
    put_alignments(w, &ac->alignments);
    put_profile(w, "creator", &ac->creator);
    put_criteria(w, ac);
    put_text(w, "description", ac->description);
    put_endorsements(w, &ac->endorsements);
    put_text(w, "humanCode", ac->human_code);
    put_image(w, &ac->image);
    put_text(w, "inLanguage", ac->in_language);
    put_text(w, "name", ac->name);
    put_related(w, &ac->related);
    put_result_descriptions(w, &ac->results);
    put_strings(w, "tag", &ac->tags);
    put_text(w, "version", ac->version);
}

static void put_achievement(struct json_writer *w, const struct achievement *ac)
{
    json_put_key(w, "achievement");
    json_open_object(w);
    put_achievement_members(w, ac);
    json_close_object(w);
}

static void put_subject(struct json_writer *w, const struct badge *b)
{
    json_put_key(w, "credentialSubject");
    json_open_object(w);
    put_text(w, "id", b->subject_id);
    put_type(w, "AchievementSubject");
    put_identities(w, &b->identities);
    put_achievement(w, &b->achievement);
    put_image(w, &b->image);
    put_text(w, "narrative", b->narrative);
    put_results(w, &b->results);
    json_close_object(w);
}

static void put_evidence(struct json_writer *w, const struct evidence_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "evidence");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct evidence *e = &l->items[i];
        json_open_object(w);
        put_text(w, "id", e->id);
        put_type(w, "Evidence");
        put_text(w, "narrative", e->narrative);
        put_text(w, "name", e->name);
        put_text(w, "description", e->description);
        put_text(w, "genre", e->genre);
        put_text(w, "audience", e->audience);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_status_messages(struct json_writer *w, struct arena *a,
                                const struct status_message_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "statusMessage");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        put_text(w, "status", str_printf(a, "0x%llx", (unsigned long long)l->items[i].value));
        put_text(w, "message", l->items[i].text);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_status_place(struct json_writer *w, struct arena *a, const struct status_ref *s)
{
    put_text(w, "statusPurpose", s->purpose);
    put_text(w, "statusListIndex", str_printf(a, "%lld", (long long)s->index));
    if (s->size > 1)
        json_put_member_int(w, "statusSize", s->size);
    put_text(w, "statusListCredential", s->list_url);
    put_status_messages(w, a, &s->messages);
    put_text(w, "statusReference", s->reference);
}

static void put_status_entry(struct json_writer *w, struct arena *a, const struct status_ref *s)
{
    json_open_object(w);
    put_text(w, "id", s->id);
    put_text(w, "type", str_is_empty(s->type) ? S("BitstringStatusListEntry") : s->type);
    if (!str_eq(s->type, S(STATUS_LIST_OF_IDS)))
        put_status_place(w, a, s);
    json_close_object(w);
}

void put_status(struct json_writer *w, struct arena *a, const struct status_ref_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "credentialStatus");
    if (l->n > 1)
        json_open_array(w);
    for (size_t i = 0; i < l->n; i++)
        put_status_entry(w, a, &l->items[i]);
    if (l->n > 1)
        json_close_array(w);
}

static void put_refresh(struct json_writer *w, str url)
{
    if (str_is_empty(url))
        return;
    json_put_key(w, "refreshService");
    json_open_object(w);
    put_text(w, "id", url);
    put_text(w, "type", S(REFRESH_TYPE));
    json_close_object(w);
}

/* OB 3.0 §B.1: what a credential cannot be without. */
static code need_v3(const struct badge *b, struct error *err)
{
    const struct {
        const char *where;
        bool given;
    } needs[] = {
        {"id", !str_is_empty(b->id)},
        {"issuer.id", !str_is_empty(b->issuer.id)},
        {"valid_from", b->has_valid_from},
        {"subject", !str_is_empty(b->subject_id) || b->identities.n > 0},
        {"achievement.id", !str_is_empty(b->achievement.id)},
        {"achievement.name", !str_is_empty(b->achievement.name)},
        {"achievement.description", !str_is_empty(b->achievement.description)},
        {"achievement.criteria", !str_is_empty(b->achievement.criteria_id) ||
                                     !str_is_empty(b->achievement.criteria_narrative)},
    };

    for (size_t i = 0; i < COUNT(needs); i++)
        if (!needs[i].given)
            return fail(err, BAD_INPUT, needs[i].where, "missing: a badge needs its %s",
                        needs[i].where);
    if (b->has_valid_until && b->valid_until < b->valid_from)
        return fail(err, BAD_INPUT, "valid_until", "the badge would end before it begins");
    return OK;
}

code write_v3_members(struct json_writer *w, struct arena *a, const struct badge *b,
                      struct error *err)
{
    TRY(need_v3(b, err));
    put_credential_contexts(w, &b->status, !str_is_empty(b->refresh_url));
    put_text(w, "id", b->id);
    json_put_key(w, "type");
    json_open_array(w);
    json_put_cstr(w, "VerifiableCredential");
    json_put_cstr(w, "OpenBadgeCredential");
    json_close_array(w);
    put_profile(w, "issuer", &b->issuer);
    put_time(w, a, "validFrom", b->valid_from);
    if (b->has_valid_until)
        put_time(w, a, "validUntil", b->valid_until);
    if (b->has_awarded)
        put_time(w, a, "awardedDate", b->awarded);
    put_text(w, "name", str_is_empty(b->name) ? b->achievement.name : b->name);
    put_subject(w, b);
    put_evidence(w, &b->evidence);
    put_endorsements(w, &b->endorsements);
    put_status(w, a, &b->status);
    put_refresh(w, b->refresh_url);
    return OK;
}

code write_v3(struct arena *a, const struct badge *b, str *json, struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    TRY(write_v3_members(&w, a, b, err));
    json_close_object(&w);
    *json = buf_done(&out);
    return OK;
}

str write_v3_achievement(struct arena *a, const struct achievement *ac)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    put_contexts(&w);
    put_achievement_members(&w, ac);
    json_close_object(&w);
    return buf_done(&b);
}
