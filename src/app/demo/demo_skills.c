/* demo/demo_skills.c — the sample organisation's own framework of skills: a small tree,
 * with German names, to which its badges are aligned; and what people say of them. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/catalog/framework.h"
#include "app/skill/vouch.h"

#define U "https://example.com/skills/"
static const char sheet[] =
    "code,name,url,description,broader,name (de)\n"
    "S,Safety,"     U "S,What keeps people from harm.,,Sicherheit\n"
    "S-01,Provide first aid," U "S-01,Helps in the first minutes until the ambulance is there.,S,Erste Hilfe leisten\n"
    "S-02,Lead an evacuation," U "S-02,\"Clears an area, counts heads, reports at the meeting point.\",S,Eine Räumung leiten\n"
    "S-03,Isolate energy before work," U "S-03,\"Lock-out, tag-out.\",S,Energie vor Arbeiten abschalten\n"
    "S-04,ICT security," U "S-04,\"Recognises phishing, keeps passwords and papers safe.\",S,IT-Sicherheit\n"
    "L,Logistics,"  U "L,\"From the gate to the lorry, and back.\",,Logistik\n"
    "L-11,Operate forklift," U "L-11,\"Counterbalance and reach trucks, where people walk.\",L,Gabelstapler fahren\n"
    "L-12,Secure loads," U "L-12,Straps and counts so that nothing moves on the road.,L,Ladung sichern\n"
    "F,Food,"       U "F,What is asked of the canteen.,,Lebensmittel\n"
    "F-02,Comply with food safety and hygiene," U "F-02,\"Cold chain, allergens, cleaning.\",F,Lebensmittelhygiene einhalten\n"
    "T,Technique,"  U "T,\"Machines, and what makes them run.\",,Technik\n"
    "T-01,Find faults in pneumatics," U "T-01,Reads a plan and finds the fault.,T,Fehler in der Pneumatik finden\n"
    "T-02,Maintain a line," U "T-02,\"Preventive maintenance, alone.\",T,Eine Linie instand halten\n"
    "P,People,"     U "P,\"Leading, teaching, talking.\",,Menschen\n"
    "P-07,Lead a team," U "P-07,\"Plans shifts, gives feedback, handles conflict.\",P,Ein Team leiten\n"
    "P-08,Train colleagues," U "P-08,\"Explains, shows, lets others do it.\",P,Kollegen ausbilden\n"
    "P-09,Speak Spanish at work," U "P-09,\"Telephone, mails, complaints.\",P,Spanisch bei der Arbeit sprechen\n";

code demo_skills_make(const struct demo_standards *in, struct error *err)
{
    struct framework_source source = {.name = S("Our skills"), .language = S("en")};
    int64_t import = 0, framework = 0;

    *list_add(in->a, &source.texts) = cstr(sheet);
    TRY(framework_import_plan(in->db, &(struct framework_new){in->org, 0, in->account, &source}, &import, err));
    TRY(framework_import_do(in->db, &(struct framework_act){in->org, import, in->account}, &framework, err));
    return framework_set(in->db, in->a, &(struct framework_settings){in->org, framework, in->account, S("Our skills"), 12, S(DEMO_LEVELS)}, err);
}

/* ---- what is said ---- */

static const char sql_item[] = SQL("SELECT i.id FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.code = $2 ORDER BY i.id LIMIT 1");
static const char sql_leader[] = SQL("SELECT m.email FROM person p JOIN person m ON m.id = p.manager_id WHERE p.org_id = $1 AND p.id = $2");
static const char sql_claim[] = SQL("SELECT id FROM skill_claim WHERE org_id = $1 AND person_id = $2 AND item_id = $3");
static const char sql_word[] = SQL("SELECT k.id FROM skill_word k WHERE k.org_id = $1 AND k.claim_id = $2 ORDER BY k.id LIMIT 1");

static code say(const struct demo_skill_words *in, const char *code_of, const char *note, int64_t level, int64_t *claim, struct error *err)
{
    int64_t item = 0;

    TRY(db_int(in->db, sql_item, ARGS(v_int(in->org), v_str(cstr(code_of))), &item, err));
    TRY(vouch_say(in->db, in->a, &(struct vouch_say){in->owner, in->org, in->person, item, cstr(note), level}, err));
    return db_int(in->db, sql_claim, ARGS(v_int(in->org), v_int(in->person), v_int(item)), claim, err);
}

static code find_leader(const struct demo_skill_words *in, str *email, struct error *err)
{
    struct rows *r = db_query(in->db, sql_leader, ARGS(v_int(in->org), v_int(in->person)));

    *email = rows_next(r) ? row_str(r, 0, in->a) : S("");
    return rows_end(r, err);
}

/* Whoever leads them is asked about two, and has answered one. */
static code ask_leader(const struct demo_skill_words *in, int64_t answered, int64_t open, struct error *err)
{
    struct account leader;
    int64_t word = 0;
    str email;

    TRY(find_leader(in, &email, err));
    if (!email.n || account_by_email(in->db, in->a, email, &leader, NULL) != OK)
        return OK;
    TRY(vouch_ask(in->app, in->db, in->a, &(struct vouch_ask){{in->owner, answered}, email}, err));
    TRY(vouch_ask(in->app, in->db, in->a, &(struct vouch_ask){{in->owner, open}, email}, err));
    TRY(db_int(in->db, sql_word, ARGS(v_int(in->org), v_int(answered)), &word, err));
    return vouch_answer(in->db, in->a, &(struct vouch_do){leader.id, word, WORD_YES, S("Loads the lorries of the night shift, and nothing has moved yet."), 2}, err);
}

code demo_skill_words_make(const struct demo_skill_words *in, struct error *err)
{
    int64_t loads = 0, teaching = 0, spanish = 0;

    TRY(say(in, "L-12", "Every shift since spring.", 3, &loads, err));
    TRY(say(in, "P-08", "I showed two new colleagues the reach truck.", 2, &teaching, err));
    TRY(say(in, "P-09", "", 1, &spanish, err));
    return ask_leader(in, loads, teaching, err);
}
