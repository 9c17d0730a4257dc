"""One paragraph in each of the languages that people write here, and how many words a person would count in it."""

from __future__ import annotations

SAMPLES = {
    "Arabic": ("قال إنه لا يريد أن يذهب إلى المدرسة غداً.", 9),
    "Urdu": ("اس نے کہا کہ وہ کل اسکول نہیں جائے گا۔", 10),
    "Bengali": ("সে বলেছে যে সে আগামীকাল স্কুলে যাবে না।", 8),
    "Punjabi": ("ਉਸਨੇ ਕਿਹਾ ਕਿ ਉਹ ਕੱਲ੍ਹ ਸਕੂਲ ਨਹੀਂ ਜਾਵੇਗਾ।", 8),
    "Gujarati": ("તેણે કહ્યું કે તે કાલે શાળાએ નહીં જાય.", 8),
    "Hindi": ("उसने कहा कि वह कल विद्यालय नहीं जाएगा।", 8),
    "Tamil": ("நாளை பள்ளிக்குச் செல்ல மாட்டேன் என்று அவன் சொன்னான்.", 7),
    "Amharic": ("ነገ ትምህርት ቤት እንደማይሄድ ተናገረ።", 5),
    "Romanian": ("A spus că mâine nu se duce la școală, pentru că îi este frică.", 14),
    "Polish": ("Powiedział, że jutro nie pójdzie do szkoły, bo się boi.", 10),
    "Somali": ("Wuxuu yiri berri dugsiga ma aadi doono.", 7),
    "Chinese": ("他说他明天不去学校。", 9),
    "Welsh": ("Dywedodd na fyddai'n mynd i'r ysgol yfory.", 7),
}
