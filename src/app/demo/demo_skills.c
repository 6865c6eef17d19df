/* demo/demo_skills.c — the sample organisation's own framework of skills: a small tree,
 * with German names, to which its badges are aligned. */
#include "app/demo/demo_private.h"

#include "app/catalog/framework.h"

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
    return framework_set(in->db, in->a, &(struct framework_settings){in->org, framework, in->account, S("Our skills"), 12}, err);
}
