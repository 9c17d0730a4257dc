/* The print service of `print_kills`: a libcups.so.2 with one printer, as Qt's own plugin calls it (cups/cups.h, cups/ppd.h).

   Without $PRINTED there is no printer. A file that is printed is copied there, as the real service copies it into its spool. Before that
   it writes "handed over" and waits for a line, so that whoever runs it can kill it there. Temporary files go where libcups puts them.
   By $PRINT_SERVICE it "refuses" each file, or "hangs": whoever asks for its printers waits until that says something else. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { char *name, *value; } option;
typedef struct { char *name, *instance; int is_default, count; option *options; } destination;

static destination printer = {"office", NULL, 1, 0, NULL};

static destination *copy(void)
{
    destination *made = malloc(sizeof printer);
    memcpy(made, &printer, sizeof printer);
    return made;
}

static int is(const char *manner)
{
    const char *set = getenv("PRINT_SERVICE");
    return set && !strcmp(set, manner);
}

int cupsGetDests(destination **found)
{
    while (is("hangs"))
        usleep(10000);
    *found = getenv("PRINTED") ? copy() : NULL;
    return *found != NULL;
}
int cupsLastError(void) { return is("refuses") ? 0x0403 : 0; }
const char *cupsLastErrorString(void) { return is("refuses") ? "Not authorized" : "successful-ok"; }
destination *cupsGetNamedDest(void *http, const char *name, const char *instance)
{
    (void)http; (void)instance;
    return name && !strcmp(name, "office") ? copy() : NULL;
}
void cupsFreeDests(int count, destination *several) { (void)count; free(several); }

int cupsTempFd(char *name, int length)
{
    const char *folder = getenv("TMPDIR");
    snprintf(name, length, "%s/%05x%08x", folder ? folder : "/tmp", (unsigned)getpid(), 7u);
    return open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
}

int cupsPrintFile(const char *to, const char *name, const char *title, int count, option *options)
{
    char piece[65536];
    ssize_t read_bytes;
    int from, out;
    (void)to; (void)title; (void)count; (void)options;
    if (is("refuses"))
        return 0;
    write(1, "handed over\n", 12);
    read(0, piece, 1);
    if ((from = open(name, O_RDONLY)) < 0)
        return 0;
    out = open(getenv("PRINTED"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while ((read_bytes = read(from, piece, sizeof piece)) > 0)
        write(out, piece, read_bytes);
    close(from);
    close(out);
    return 1;
}

const char *cupsGetOption(const char *name, int count, option *options) { (void)name; (void)count; (void)options; return NULL; }
const char *cupsGetPPD(const char *name) { (void)name; return NULL; }
int cupsMarkOptions(void *ppd, int count, option *options) { (void)ppd; (void)count; (void)options; return 0; }
void cupsSetPasswordCB2(void *asks, void *data) { (void)asks; (void)data; }
void cupsSetUser(const char *user) { (void)user; }
const char *cupsUser(void) { return "somebody"; }
const char *httpGetHostname(void *http, char *name, int length) { (void)http; snprintf(name, length, "localhost"); return name; }
void *ppdOpenFile(const char *name) { (void)name; return NULL; }
void ppdClose(void *ppd) { (void)ppd; }
void *ppdFindCustomOption(void *ppd, const char *name) { (void)ppd; (void)name; return NULL; }
void *ppdFindMarkedChoice(void *ppd, const char *name) { (void)ppd; (void)name; return NULL; }
void *ppdFindOption(void *ppd, const char *name) { (void)ppd; (void)name; return NULL; }
int ppdInstallableConflict(void *ppd, const char *option, const char *choice) { (void)ppd; (void)option; (void)choice; return 0; }
int ppdLocalize(void *ppd) { (void)ppd; return 0; }
void ppdMarkDefaults(void *ppd) { (void)ppd; }
int ppdMarkOption(void *ppd, const char *option, const char *choice) { (void)ppd; (void)option; (void)choice; return 0; }
void *ppdPageSize(void *ppd, const char *name) { (void)ppd; (void)name; return NULL; }
