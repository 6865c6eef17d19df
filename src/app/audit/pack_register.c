/* audit/pack_register.c — the requirements in all their versions, and the sample. */
#include "app/audit/pack_private.h"

#include "format/json.h"

/* ---- requirements ---- */

static code put_audience(struct pack *p, const struct requirement_version *v, struct json_writer *w, struct error *err)
{
    struct audience_rules rules = {0};

    TRY(requirement_audience(p->db, p->item, v->id, &rules, err));
    json_put_key(w, "audience");
    json_open_array(w);
    for (size_t i = 0; i < rules.n; i++) {
        json_open_object(w);
        json_put_member_bool(w, "leavesOut", rules.items[i].leaves_out);
        json_put_member(w, "inWords", requirement_audience_words(p->item, p->db, p->q->org, &rules.items[i]));
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_rule(struct pack *p, const struct requirement_version *v, struct json_writer *w, struct error *err)
{
    struct requirement_rule rule;

    TRY(requirement_rule_of(p->db, p->item, v, &rule, err));
    json_put_key(w, "inWords");
    json_open_object(w);
    json_put_member(w, "proof", requirement_proof_words(p->item, p->db, p->q->org, &rule.proof));
    json_put_member(w, "due", requirement_dues_words(p->item, p->db, p->q->org, &rule));
    json_put_member(w, "validity", requirement_validity_words(p->item, &rule));
    json_close_object(w);
    json_put_key(w, "rule");
    json_put_text(w, v->rule);
    return OK;
}

static code put_version(struct pack *p, str code_text, const struct requirement_version *v, struct json_writer *w, struct error *err)
{
    json_open_object(w);
    json_put_member(w, "code", code_text);
    json_put_member_int(w, "version", v->number);
    json_put_member(w, "name", v->name);
    json_put_member(w, "words", v->words);
    json_put_member(w, "basis", v->basis);
    json_put_member(w, "basisReference", v->basis_ref);
    json_put_member(w, "basisVersion", v->basis_version);
    json_put_member(w, "criticality", v->criticality);
    json_put_member(w, "publishedOn", date_format(p->item, date_of(v->published_on)));
    TRY(put_audience(p, v, w, err));
    TRY(put_rule(p, v, w, err));
    json_close_object(w);
    return OK;
}

static code put_requirements(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < p->requirements.n; i++) {
        struct requirement_versions versions = {0};
        struct requirement r;
        TRY(requirement_get(p->db, p->item, p->q->org, p->requirements.items[i], &r, err));
        TRY(requirement_versions(p->db, p->item, p->q->org, r.id, &versions, err));
        for (size_t k = 0; k < versions.n; k++)
            TRY(put_version(p, r.code, &versions.items[k], &w, err));
    }
    json_close_array(&w);
    TRY(pack_add(p, S("requirements.json"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

/* ---- the sample ---- */

static code put_sample(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);

    buf_putz(&b, "place,person,name,staff number,requirement,code,state,draw,result,note\r\n");
    for (size_t i = 0; i < p->lines.n; i++) {
        const struct sample_line *l = &p->lines.items[i];
        const str cells[] = {pack_number(p->item, l->place), pack_number(p->item, l->person), l->name, l->number, pack_number(p->item, l->requirement), l->code,
                             cstr(requirement_state_name(l->state)), l->draw, l->result, l->note};
        pack_row(&b, cells, COUNT(cells));
    }
    return pack_add(p, S("sample.csv"), buf_done(&b), err);
}

code pack_put_register(struct pack *p, struct error *err)
{
    TRY(put_requirements(p, err));
    return put_sample(p, err);
}
