/* demo/demo_badges.c — what this workplace recognises: duties that expire,
 * skills that stay, and thanks. Pictures are the studio's own presets. */
#include "app/demo/demo_private.h"

#define TEXT(z) {("" z), sizeof(z) - 1}
#define SKILL(name, id) {.target_name = TEXT(name), .target_url = TEXT("https://example.com/skills/" id), \
                         .target_framework = TEXT("Our skills"), .target_code = TEXT(id), .target_type = TEXT("ceasn:Competency")}
#define SKILL_AT(name, id, at) {.target_name = TEXT(name), .target_url = TEXT("https://example.com/skills/" id), \
                                .target_framework = TEXT("Our skills"), .target_code = TEXT(id), .target_type = TEXT("ceasn:Competency"), \
                                .levels = TEXT(DEMO_LEVELS), .level = at}
#define OTHER_SKILL(name, id) {.target_name = TEXT(name), .target_url = TEXT("https://register.example.org/skills/" id), \
                               .target_framework = TEXT("National register"), .target_code = TEXT(id), .target_type = TEXT("ceasn:Competency")}

const struct demo_badge demo_badges[] = {
    {"welcome", "Welcome on board", "CertificateOfCompletion", "induction, new staff",
     "Knows the site, the people and the rules: ready to work here safely from the first day.",
     "Within the first two weeks the new colleague\n\n- toured the site with a guide and found every **emergency exit**\n"
     "- met their team, their mentor and the works council\n- read the house rules and signed for them\n"
     "- answered 10 questions on safety, at least 9 of them rightly\n",
     {{{0}}}, 0, ALL_DEPARTMENTS, 1, 7, 60, 100, NULL},
    {"security", "Information security aware", "Certification", "security, yearly",
     "Recognises phishing, keeps passwords and papers safe, and reports what looks odd instead of hiding it.",
     "1. Complete the yearly online course (45 minutes).\n2. Pass the quiz with **80 %** or more.\n"
     "3. Report the practice phishing mail that arrives some time in the month after.\n",
     {SKILL("ICT security", "S-04")}, 12, ALL_DEPARTMENTS, 20, 46, 40, 82, NULL},
    {"forklift", "Forklift operator", "License", "vehicles, warehouse",
     "Drives counterbalance and reach trucks safely, with and without load, in aisles where people walk.",
     "Two days of training and a practical test with a certified instructor:\n\n"
     "- daily check of the truck, battery change, parking\n- stacking to 6 m, loading a lorry by ramp\n"
     "- right of way, speed and blind corners in **mixed traffic**\n\nNo more than 2 minor faults in the test, none of them a danger to others.\n",
     {SKILL_AT("Operate forklift", "L-11", 2), OTHER_SKILL("Securing loads on lorries", "TR-12")}, 36, WAREHOUSE | PRODUCTION | MAINTENANCE, 34, 61, 9, 55, NULL},
    {"first-aid", "First aider", "Certification", "safety, health",
     "Can help a colleague in the first minutes: breathing, bleeding, burns, and the defibrillator on the wall.",
     "One day (9 lessons) with a recognised provider, with a practical part on\n\n- resuscitation with a **defibrillator**\n"
     "- recovery position, bandages, burns and chemicals in the eye\n- the emergency call, and who to meet at the gate\n",
     {SKILL("Provide first aid", "S-01")}, 24, ALL_DEPARTMENTS, 48, 75, 10, 28, NULL},
    {"fire-safety", "Fire warden", "Certification", "safety, yearly",
     "Leads their area out in an evacuation, counts heads at the meeting point and knows which extinguisher is for which fire.",
     "- Half a day of theory on causes of fire and ways out\n- Put out a real fire with **foam, powder and CO₂**\n"
     "- Lead one evacuation drill and report at the meeting point within four minutes\n",
     {SKILL("Lead an evacuation", "S-02")}, 12, ALL_DEPARTMENTS, 62, 90, 8, 20, NULL},
    {"food", "Food safety level 2", "Certification", "canteen, hygiene",
     "Handles, stores and serves food so that nobody gets ill: temperatures, allergens, cleaning, pests.",
     "Pass the level 2 examination of the health authority, and show in the kitchen\n\n- the cold chain from delivery to plate\n"
     "- **14 allergens** and where they hide\n- the cleaning plan, signed for a week\n",
     {SKILL("Comply with food safety and hygiene", "F-02")}, 24, CANTEEN, 27, 110, 6, 90, NULL},
    {"craft", "Maintenance technician", "Certificate", "technique, machines",
     "Keeps the lines running: finds faults in mechanics, pneumatics and electrics, and repairs them without shortcuts.",
     "Three modules, each with a task on a real machine:\n\n1. **Lock-out, tag-out** before any work\n2. Pneumatics: read a plan, find a planted fault in 20 minutes\n"
     "3. Preventive maintenance of one line, alone, over a month\n",
     {SKILL("Find faults in pneumatics", "T-01"), SKILL("Maintain a line", "T-02")}, 0, MAINTENANCE, 90, 130, 3, 70, NULL},
    {"leadership", "Team leader", "Certificate", "leadership",
     "Leads a team of up to twelve: plans shifts fairly, gives feedback early, and handles conflict without making it worse.",
     "Six evenings over three months and a project in one’s own team.\n\n> The project is presented to the plant manager; colleagues say what changed.\n",
     {SKILL("Lead a team", "P-07")}, 0, ALL_DEPARTMENTS, 130, 180, 5, 12, NULL},
    {"trainer", "Train the trainer", "Certificate", "teaching",
     "Passes knowledge on: explains, shows, lets others do it, and checks that it stayed.",
     "- Two days on how adults learn\n- Prepare and give a lesson of 30 minutes to colleagues\n- Be observed once in the real world, with **written feedback**\n",
     {SKILL("Train colleagues", "P-08")}, 0, ALL_DEPARTMENTS, 155, 165, 5, 12, NULL},
    {"environment", "Green office champion", "Badge", "environment",
     "Made their own area use less: power, paper, packaging.",
     "Start one change that saves something you can **measure**, run it for three months and tell the others how it went.\n",
     {{{0}}}, 0, ALL_DEPARTMENTS, 110, 120, 5, 10, "Showed the saving in figures at the quarterly meeting."},
    {"language", "Spanish B2 at work", "LanguageAssessment", "languages",
     "Talks with customers and suppliers in Spanish: telephone, mails, complaints, small talk.",
     "An oral and a written test at level **B2** of the Common European Framework, held by the language school.\n",
     {SKILL("Speak Spanish at work", "P-09")}, 0, OFFICE | SERVICE | QUALITY, 175, 150, 4, 25, NULL},
    {"innovation", "Idea of the year", "Award", "ideas, thanks",
     "For an idea that made the work of many easier, safer or better.",
     "Chosen by a vote of everybody from the ideas that were put into practice during the year.\n",
     {{{0}}}, 0, ALL_DEPARTMENTS, 345, 364, 2, 20, "Chosen by colleagues from 41 ideas."},
    {"volunteer", "Volunteer: 100 hours", "CommunityService", "community",
     "Gave a hundred hours to the neighbourhood: food bank, reading mentors, harbour clean-up.",
     "100 hours with one of our partners within a year, confirmed by the partner.\n",
     {{{0}}}, 0, ALL_DEPARTMENTS, 210, 140, 4, 10, NULL},
    {"excellence", "Excellence in customer care", "Award", "customers, thanks",
     "Customers wrote to us to say thank you, by name.",
     "At least **three** letters or calls of thanks from customers within six months.\n",
     {{{0}}}, 0, SERVICE | OFFICE, 240, 182, 2, 45, "Three customers wrote to thank them by name."},
};
const size_t demo_badge_count = COUNT(demo_badges);
