/* mail/letter_kinds.c — the table of all letters with their standard words. */
#include "app/mail/letter.h"

#include <string.h>

#define NOT_MINE "If you did not ask for this, leave this mail alone: nothing happens without the link."

static const struct letter_kind kinds[] = {
    {"award", "Award", "To the earner, when a badge is awarded.", "name|organisation|badge|link",
     "You earned “{badge}”", "{organisation} awarded you the badge “{badge}”.", "See your badge",
     "The link is yours: it also lets you keep the badge in a Backpack of your own, where it stays yours when you change jobs."
     " Please do not pass this mail on.",
     "You get this mail because {organisation} awarded you a badge.", NULL, false},
    {"renewal", "Renewal", "To the earner, when an award takes the place of an earlier one.", "name|organisation|badge|link",
     "Your badge “{badge}” was renewed", "{organisation} renewed your badge “{badge}”. From now on the new award counts.", "See your badge",
     "The link is yours: it also lets you keep the badge in a Backpack of your own, where it stays yours when you change jobs."
     " Please do not pass this mail on.",
     "You get this mail because {organisation} awarded you a badge.", NULL, false},
    {"reminder", "Reminder before the end", "To the earner, some days before a badge ends. Several badges are one mail.", "name|organisation|badge|link",
     "Ends soon: {badge}", "{organisation} reminds you: please see in time to what ends soon.", "See your badge",
     "How a badge is renewed, {organisation} can tell you.",
     "You get this mail because you hold a badge of {organisation} that ends soon.", "reminders", false},
    {"ended", "After the end", "To the earner, the day after a badge ended.", "name|organisation|badge|link",
     "Ended: {badge}", "What is listed here is no longer valid. If you still need it, ask {organisation} how to renew it.", "See your badge", "",
     "You get this mail because you held a badge of {organisation} that ended.", "reminders", false},
    {"team", "Reminder to the manager", "To who leads people whose badges end soon. One mail a day for all of them.", "name|organisation|badge|link",
     "Your team: badges that end soon", "Badges of people you lead end soon or have ended. Please see to it that they are renewed in time.", "", "",
     "You get this mail because you lead people at {organisation}.", "team", false},
    {"duty", "Reminder of what is asked", "To who is asked for something at work that is due, ends or is overdue. Everything of a day is one mail.",
     "name|organisation|badge|link",
     "To be done: {badge}", "{organisation} reminds you of what is asked of you at work.", "See what is asked of me",
     "There you see what proves it, once you have signed in with the address of this mail.",
     "You get this mail because {organisation} asks something of you at work.", NULL, false},
    {"duty-team", "Weekly mail to the manager", "To who leads people, once a week: what is due, ends or is overdue among them.", "name|organisation|badge|link",
     "Your team: what is due", "This is due, ends or is overdue among the people you lead.", "", "",
     "You get this mail because you lead people at {organisation}.", NULL, false},
    {"duty-owner", "Overdue, to the owner", "To who answers for a requirement, when somebody becomes overdue with it or their proof expires.",
     "name|organisation|badge|link",
     "Overdue or expired: {badge}", "These people became overdue with what you answer for, or their proof has expired.", "Go to the standards", "",
     "You get this mail because you answer for requirements of {organisation}.", NULL, false},
    {"revoked", "Revoked", "To the earner, when an award is revoked.", "name|organisation|badge|link|reason",
     "Your badge “{badge}” was revoked", "{organisation} revoked your badge “{badge}”. The reason: {reason}", "Look at the award",
     "If you think this is a mistake, talk to {organisation}.",
     "You get this mail because {organisation} awarded you a badge.", NULL, true},
    {"suspended", "Suspended", "To the earner, when an award is held back for a while. It goes after the minutes in which that can be taken back.",
     "name|organisation|badge|link|reason",
     "Your badge “{badge}” is suspended", "{organisation} holds your badge “{badge}” back for a while. The reason: {reason}", "Look at the award",
     "If you think this is a mistake, talk to {organisation}.",
     "You get this mail because {organisation} awarded you a badge.", NULL, true},
    {"reinstated", "Valid again", "To the earner, when a suspension ends.", "name|organisation|badge|link",
     "Your badge “{badge}” is valid again", "The suspension of your badge “{badge}” is over: it is valid again.", "Look at the award", "",
     "You get this mail because {organisation} awarded you a badge.", NULL, true},
    {"claim", "Claim: the way to the badge", "To who asks for a badge by a claim link.", "name|organisation|badge|link",
     "Your badge: {badge}", "You asked for the badge “{badge}”. One press, and it is yours.", "Get my badge",
     "The link works for two days. If you did not ask for this, leave this mail alone: nothing happens without it.", NULL, NULL, false},
    {"claim-refused", "Claim declined", "To who asked for a badge by a claim link and does not get it. Who gets it, gets the mail of an award.",
     "name|organisation|badge|link|reason",
     "About the badge “{badge}”", "You asked for the badge “{badge}”. It was not given to you. The reason: {reason}", "Look at the badge",
     "If you think this is a mistake, talk to the people who gave you the link.", NULL, NULL, false},
    {"application", "Application: its address", "To who begins an application.", "name|organisation|badge|link",
     "Your application: {badge}", "Here is the address of your application for the badge “{badge}”.", "Go to my application",
     "The address is yours alone: with it you come back, change what you wrote and see what became of it."
     " If you did not ask for this, leave this mail alone.", NULL, NULL, false},
    {"application-received", "Application handed in", "To who hands in an application.", "name|organisation|badge|link",
     "We have your application: {badge}", "Your application for the badge “{badge}” is handed in, and will be looked at.", "See how it stands",
     "You get a mail when there is an answer.", NULL, NULL, false},
    {"application-message", "Message about an application", "To who applied, when a judge writes to them.", "name|organisation|badge|link|message",
     "About your application: {badge}", "There is a message about your application for the badge “{badge}”: {message}", "Answer it",
     "The answer is written on the page of your application.", NULL, NULL, false},
    {"application-more", "Application: more is needed", "To who applied, when something is missing.", "name|organisation|badge|link|reason",
     "Something is missing: {badge}", "Before we can decide about the badge “{badge}”, we need more from you: {reason}", "Add what is missing",
     "What you handed in is still there: add to it, and hand it in again.", NULL, NULL, false},
    {"application-declined", "Application declined", "To who applied and does not get the badge. Who gets it, gets the mail of an award.",
     "name|organisation|badge|link|reason",
     "About your application: {badge}", "You did not get the badge “{badge}” this time. The reason: {reason}", "Look at the answer",
     "You may apply again when something has changed.", NULL, NULL, false},
    {"nominations-waiting", "Nominations to decide", "To who decides on nominations, once in the morning of a day on which there are new ones.",
     "name|organisation|link|message",
     "Nominations wait for you: {organisation}", "Your decision is asked for. These wait: {message}", "See them",
     "Nobody decides on a nomination of their own or of themselves: such ones are not among them.", NULL, NULL, true},
    {"nomination-accepted", "Nomination accepted", "To who nominated somebody who gets the badge. That person gets the mail of an award.",
     "name|organisation|badge|link|message",
     "Your nomination was accepted: {message}", "You nominated {message} for the badge “{badge}”. It was awarded, with your words in it.", "See my nominations",
     "Who nominated is not named in the badge.", NULL, NULL, false},
    {"nomination-declined", "Nomination declined", "To who nominated somebody who does not get the badge. That person is not told.",
     "name|organisation|badge|link|message|reason",
     "About your nomination: {message}", "You nominated {message} for the badge “{badge}”. It was not awarded this time. The reason: {reason}", "See my nominations",
     "{organisation} did not tell the person whom you nominated.", NULL, NULL, false},
    {"induction-started", "Checklist begun", "To who has a checklist to go through, such as in their first weeks.", "name|organisation|link|message",
     "{message}: your checklist", "Here is what there is to do and whom to meet, day by day.", "See what comes first",
     "It opens once you have signed in with the address of this mail.", NULL, NULL, true},
    {"induction-waits", "Steps of checklists that wait", "To who does or signs off something of a checklist: once in the morning of a day on which something new waits or is late.",
     "name|organisation|link|message",
     "Waits for you: {message}", "Something in a checklist waits for you.", "See what waits",
     "It opens once you have signed in with the address of this mail.", NULL, NULL, true},
    {"round-tied", "Several have as many", "To who decides on nominations, when a round ends in a tie that they settle.", "name|organisation|link|message",
     "Your vote decides: {message}", "The round of “{message}” has ended, and more than one person could be chosen. Please vote: whoever gets enough votes is chosen.", "See them",
     "Nobody decides on a nomination of their own or of themselves: such ones are not among them.", NULL, NULL, true},
    {"round-passed", "A round without anybody", "To who decides on nominations, when a round ends in which nobody was nominated who can be recognised.", "name|organisation|link|message",
     "Nobody this time: {message}", "The round of “{message}” has ended, and nobody was nominated who can be recognised. The next one has begun.", "Recognition",
     "You get this mail because you decide on nominations at {organisation}.", NULL, NULL, true},
    {"endorse", "Endorsement asked for", "To who is asked what they think of a badge, an award or the organisation.",
     "name|organisation|badge|link|sender|message",
     "Would you endorse “{badge}”?", "{sender} asks you to say what you think of “{badge}”. {message}", "Look at it and answer",
     "You need no account. The link is yours alone: whoever has it can sign in your name, so do not pass it on."
     " If you would rather not, leave this mail alone or say no on the page; the link ends after 30 days.", NULL, NULL, false},
    {"invite", "Invitation", "To who is to work here with badges.", "organisation|link",
     "You are invited: {organisation}", "You are invited to work with badges in this organisation: {organisation}", "Accept the invitation",
     "If you do not know who invites you, leave this mail alone.", NULL, NULL, false},
    {"roles", NULL, NULL, "organisation|link|message",
     "Your roles: {organisation}", "What you may do here with badges was changed: {organisation}. Your roles from now on: {message}", "Go there",
     "If you do not know why, ask an administrator there.", NULL, NULL, false},
    {"handover", NULL, NULL, "organisation|link|sender|message",
     "Yours from now on: {organisation}", "{sender} no longer works here with badges. What was open there is yours from now on: {message}", "Go there",
     "If you do not know why, ask an administrator there.", NULL, NULL, false},
    {"member-removed", NULL, NULL, "organisation|link",
     "You no longer work here with badges: {organisation}", "You were taken off the list of those who work with badges here: {organisation}."
     " What you hold yourself stays yours.", "Go to my account",
     "If you do not know why, ask an administrator there.", NULL, NULL, false},
    {"webhook", NULL, NULL, "organisation|link|message|reason",
     "A webhook was switched off", "For a day nothing answered at {message}, so it is told nothing more. The last answer: {reason}", "Look at the webhook",
     "Messages that were not delivered can be sent again from there.", NULL, NULL, false},
    /* about accounts */
    {"verify", NULL, NULL, "", "Confirm your address", "Please confirm that this is your e-mail address.", "Confirm my address", NOT_MINE, NULL, NULL, false},
    {"sign-in", NULL, NULL, "", "Your link to sign in", "With this link you sign in without a password. It works once and not for long.", "Sign in",
     "If you did not ask for this, leave this mail alone: nobody gets in without the link.", NULL, NULL, false},
    {"confirm", NULL, NULL, "", "Your code", "With this code you confirm that it is you. It works once and not for long.", "",
     "If you did not ask for this, leave this mail alone, and tell the code to nobody.", NULL, NULL, false},
    {"merge", NULL, NULL, "", "Make two accounts one",
     "Somebody, we hope you, wants to add this address to another account. It has an account of its own: with this link"
     " both become one, if you are signed in to the other.", "Look at both accounts",
     "If it was not you, leave this mail alone: nothing happens without the link.", NULL, NULL, false},
    {"reset", NULL, NULL, "", "Choose a new password", "Somebody, we hope you, asked for a new password for this address.", "Choose a new password",
     "If you did not ask for this, leave this mail alone: your password stays as it is.", NULL, NULL, false},
    {"exists", NULL, NULL, "", "You have an account already",
     "Somebody, we hope you, wanted to make an account with this address. There is one already: sign in with it, or"
     " choose a new password there.", "Sign in", "If it was not you, leave this mail alone: nothing was changed.", NULL, NULL, false},
    {"backpack", NULL, NULL, "", "News of your badges", "This is new with badges in your Backpack:", "Go to my Backpack",
     "Whether it concerns you, you know best: a badge that ended or was revoked stays in your Backpack and says so.",
     "You get this mail because you keep badges in a Backpack here.", "backpack", false},
    {"proof", NULL, NULL, "name|badge|link|sender|message",
     "{sender} asks: is this yours?", "{sender} looks at “{badge}”, which you show, and asks whether it is yours. {message}", "Look at it and answer",
     "You answer with one press, signed. If you do not know who asks, say no or leave it: the question ends after 14 days.",
     "You get this mail because you keep badges in a Backpack here.", "backpack", false},
    {"witness", NULL, NULL, "name|badge|link|sender|message",
     "{sender} asks: did you see this?", "{sender} wrote down what they did and learned, and names you as somebody who saw it: “{badge}”. {message}",
     "Look at it and answer",
     "You need no account: there are three questions. The link is yours alone, so do not pass it on. If you would rather not, leave this mail"
     " alone or say no on the page; the link ends after 30 days.", NULL, NULL, false},
    {"notice", NULL, NULL, "", "", "", "My account",
     "Was it you? Then there is nothing to do. If not, choose a new password and look through your account.", NULL, NULL, false},
};

const struct letter_kind *letter_kinds(size_t *n)
{
    *n = COUNT(kinds);
    return kinds;
}

const struct letter_kind *letter_kind(str name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(cstr(kinds[i].name), name))
            return &kinds[i];
    return NULL;
}

bool letter_is_own(const struct letter_kind *k)
{
    return k->title != NULL;
}
