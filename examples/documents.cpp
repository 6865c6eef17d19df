// documents FOLDER URL [RECIPIENT]: verifies a hosted badge, in C++, with a
// loader that answers https://host/path from the file FOLDER/host/path.
//     c++ documents.cpp $(pkg-config --cflags --libs lapel) -o documents
//
// A loader that really fetches must refuse addresses of private networks and
// bound time and size: a stranger chose the URL.
#include <fstream>
#include <iostream>
#include <iterator>
#include <lapel/verify.h>
#include <memory>
#include <string>

static int load(void *folder, const char *url, const char *, lapel_answer *answer)
{
    std::string address = url;
    const std::string https = "https://";
    if (address.compare(0, https.size(), https) != 0 || address.find("..") != std::string::npos)
        return 1;
    std::ifstream file(*static_cast<std::string *>(folder) + "/" + address.substr(https.size()));
    if (!file)
        return 1;
    std::string body((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    lapel_answer_set_type(answer, lapel_text("application/json"));
    lapel_answer_set_body(answer, {body.data(), body.size()});
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::cerr << "usage: documents FOLDER URL [RECIPIENT]\n";
        return 64;
    }
    std::string folder = argv[1];
    lapel *context = nullptr;
    lapel_report *report = nullptr;
    lapel_error err = {};
    lapel_verify_options options = {};
    options.size = sizeof options;
    options.recipient = argc > 3 ? argv[3] : nullptr;

    if (lapel_open(&context, &err) != LAPEL_OK) {
        std::cerr << err.text << "\n";
        return 70;
    }
    std::unique_ptr<lapel, void (*)(lapel *)> closing(context, lapel_close);
    lapel_set_loader(context, load, &folder);
    if (lapel_verify(context, lapel_text(argv[2]), &options, &report, &err) != LAPEL_OK) {
        std::cerr << err.text << "\n";
        return 65;
    }
    std::unique_ptr<lapel_report, void (*)(lapel_report *)> freeing(report, lapel_report_free);
    std::cout << lapel_report_sentence(report).p << "\n";
    return lapel_report_verdict(report) == LAPEL_VALID ? 0 : 1;
}
