/* What a screen reader finds in the windows of Qt, by UI Automation (uiautomationclient.h). Of that, Wine 10 answers FindAll and
   GetCurrentPropertyValueEx.

       seen.exe SECONDS KIND NAME [keyboard]

   It ends with 0 once a thing of that kind (a UIA_…ControlTypeId) whose name begins so is there and can be used (and has the
   keyboard), and with 1 when it never came: then it tells kind and name of all that is there in its place. */
#define COBJMACROS
#define INITGUID
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <uiautomation.h>

static IUIAutomation *automation;
static IUIAutomationCondition *everything;

typedef struct {
    int kind;
    wchar_t *name;
    int with_keyboard, found;
} Wanted;

static VARIANT asked(IUIAutomationElement *thing, PROPERTYID property)
{
    VARIANT told;
    VariantInit(&told);
    if (FAILED(IUIAutomationElement_GetCurrentPropertyValueEx(thing, property, TRUE, &told)))
        VariantInit(&told);
    return told;
}

static int holds(IUIAutomationElement *thing, PROPERTYID property)
{
    VARIANT told = asked(thing, property);
    return told.vt == VT_BOOL && told.boolVal;
}

static int is_wanted(IUIAutomationElement *thing, const Wanted *wanted)
{
    VARIANT name = asked(thing, UIA_NamePropertyId);
    int named = name.vt == VT_BSTR && name.bstrVal && !wcsncmp(name.bstrVal, wanted->name, wcslen(wanted->name));
    VariantClear(&name);
    return named && asked(thing, UIA_ControlTypePropertyId).lVal == wanted->kind && holds(thing, UIA_IsEnabledPropertyId) &&
           !holds(thing, UIA_IsOffscreenPropertyId) && (!wanted->with_keyboard || holds(thing, UIA_HasKeyboardFocusPropertyId));
}

static void tell(IUIAutomationElement *thing)
{
    VARIANT name = asked(thing, UIA_NamePropertyId);
    char text[4096] = "";
    if (name.vt == VT_BSTR && name.bstrVal)
        WideCharToMultiByte(CP_UTF8, 0, name.bstrVal, -1, text, sizeof text, NULL, NULL);
    if (*text)
        printf("%d %s\n", (int)asked(thing, UIA_ControlTypePropertyId).lVal, text);
    VariantClear(&name);
}

static BOOL CALLBACK look(HWND window, LPARAM given)
{
    Wanted *wanted = (Wanted *)given;
    wchar_t kind[64] = L"";
    IUIAutomationElement *whole = NULL, *thing;
    IUIAutomationElementArray *things = NULL;
    int count = 0;
    GetClassNameW(window, kind, 64);
    if (wcsncmp(kind, L"Qt", 2) || !IsWindowVisible(window) || FAILED(IUIAutomation_ElementFromHandle(automation, window, &whole)) || !whole)
        return TRUE;
    if (SUCCEEDED(IUIAutomationElement_FindAll(whole, TreeScope_Subtree, everything, &things)) && things)
        IUIAutomationElementArray_get_Length(things, &count);
    for (int each = 0; each < count && !(wanted && wanted->found); each++) {
        if (FAILED(IUIAutomationElementArray_GetElement(things, each, &thing)) || !thing)
            continue;
        if (wanted)
            wanted->found = is_wanted(thing, wanted);
        else
            tell(thing);
        IUIAutomationElement_Release(thing);
    }
    if (things)
        IUIAutomationElementArray_Release(things);
    IUIAutomationElement_Release(whole);
    return !(wanted && wanted->found);
}

int wmain(int count, wchar_t **words)
{
    ULONGLONG end = GetTickCount64() + 1000 * _wtoi(words[1]);
    Wanted wanted = {_wtoi(words[2]), words[3], count > 4, 0};
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (FAILED(CoCreateInstance(&CLSID_CUIAutomation, NULL, CLSCTX_INPROC_SERVER, &IID_IUIAutomation, (void **)&automation)) ||
        FAILED(IUIAutomation_CreateTrueCondition(automation, &everything)))
        return 2;
    for (;;) {
        EnumWindows(look, (LPARAM)&wanted);
        if (wanted.found)
            return 0;
        if (GetTickCount64() > end)
            break;
        Sleep(250);
    }
    EnumWindows(look, 0);
    return 1;
}
