"""Forenames that many bear, so that two of them that are alike are known as two names: Karim and Akram, Hamid and Hammad, Rory and Roy.

Between commas stands one name, with those of its spellings that do not look the same once romanised roughly (`Word.rough`). They were
written down from general knowledge; Schimmel, Islamic Names (1989), and Hanks, Hardcastle and Hodges, A Dictionary of First Names
(Oxford, 2006), tell of most.
"""

from __future__ import annotations

_ISLAMIC = """
aamir, abbas cabbaas, abdul abdal abdel abdol, abdullah abdallah cabdullaahi abdullahi, abdulaziz abdiaziz, abdulrahman abdurrahman
abdirahman abdelrahman, abdulrahim abdurrahim abdirahim, abdulqadir abdiqadir abdelkader, abdifatah abdulfattah, abid, abrar, adam aadan
aden, adeel, adil, adnan, afzal, ahmed ahmad axmed ahmet, ahsan, aisha ayesha caasha ayse asha, akbar, akhtar, akram, ali cali, alia aaliyah,
alina, aliza, amal, aman, amani, amina aamina amino, amin, amira, amjad, ammar, anas, anisa, anwar, aqib, aqeel, aqsa, arif, arsalan,
arshad, asad, asif, asim, asma, atif, awais owais uwais, ayaan, ayub, aziz, aziza, azhar, azim, badr, bashar, bashir, basim, basma,
bilal, bushra boshra, danish, dawood daud dawud, dina, ehsan, eman iman, fadil fazal, fadi, fahad, fahim, faisal, faiz, faiza, faizan,
farah, farhan, farhad, farid, farida, faris, farouk farooq, farzana, fatima fatma fadumo faduma fateme, fawzia, firas, furqan, ghassan, ghulam,
habib, habiba, hafsa, haidar hayder, hakim, halima xaliimo, hamad, hamid, hammad, hamdan, hamdi xamdi, hamida, hamza, hana, hanan,
hani, hania, hanif, haris, haroon, hashim, hassan xasan, hassana, hatim, hiba, hina, hisham, hira, huda, husna, hussain xuseen, ibrahim
ibraahim ebrahim, idris, iftikhar, ihsan, ikram, ilham, imad, imran, inam, iqbal, iqra, irfan, isa, ismail ismaaciil, isra, israr, issa,
jabbar, jabir, jafar, jalal, jamal, jameela, jamil, jasim, javed, jawad, junaid, kabir, kamal, kamil, kamila, kamran, karam, karim,
karima, kashif, khadija khadijo, khalid, khalida, khalil, khaldoun, khawla, khizar, laila, lama, lamia, layan, lina, lubna, luqman,
maha, mahdi, mahira, mahmood maxamuud mohamud, mahnoor, majid, majida, malik, malika, manal, mansoor, marwa, marwan, maryam mariam miriam,
marzia, masood, maymuna, mazhar, mehreen, mehwish, mohammed maxamed mohamed mehmet, mohsin, moin, mubarak, mujahid, mukhtar, muna,
munir, munira, murad, murtaza, musa muuse, mustafa, mutasim, nabil, nabila, nada, nadeem, nader, nadia, nadira, naeem, nafis, nafisa,
naila, naima, najib, najla, najma, naseem, nasim, nasima, nasir, nasra, nasreen, nasrin, nasser, nauman noman, naveed, nawal, nawaz,
nida, nihad, nimra, noor, noora, nuha, numan, nusrat, obaid, omar umar cumar, osama, osman usman cismaan uthman, qasim, qais, rabia,
rafi, rafiq, raghad, rahma, rahima, rahim, rahman, raheela, raja, rajab, rami, rana, rania, rasheed, rashida, rashad, rauf, rawan, rayan,
razia, reem rim, rehan, rehana, rida, rima, riyad, rizwan, rubina, rukhsana, ruqayya, saad, sabah, saba, sabir, sabira, sabina, sadaf,
sadia, sadiq, safa, safia, sahar, said saeed siciid, saif, saima, sajid, sajida, sajjad, sakina, salah, salam, saleem,
saleh, salma, salman, saman, samar, sami, samia, samina, samir, samira, sana, sanam, saqib, sara, sarfraz, sawsan sausan susan, shabana, shabnam,
shabbir, shafiq, shahbaz, shahid, shahida, shahnaz, shahzad, shaima, shakil, shakila, shakir, shamim, shamima, shams, sharif, shazia,
sheraz, shoaib, shukri, sidra, sohail, subhan, sufyan, suhaib, sulaiman, sultan, sumaira, sumaya, tahir, tahira tahere, tahmid, tahmina,
tahsin, taimur, talal, talat, talha, tanvir, tanzila, tariq, tasneem, tayyab, tayyiba, ubaid, uzma, wafa, wahid, wajid, walid, waqar,
waqas, wasim, yahya yahye, yaqub, yasir, yasin, yasmin, younis yunus, yusra, yusuf yousef yosief, zafar, zahid, zahida, zahir, zahra
sahra zara zohra, zaid, zaina, zainab, zakaria, zakia, zaki, zarina, zeeshan, zia, zubair, zubaida, zulfiqar, zunaira,
abdelhakim abdulhakim, abdo, afnan, akif, amna, aneela, arwa, asad, ashraf, aslam, ayat, azra, azzam, bahar, bano, baran, basit, berivan,
burhan, dalal, dalia, dania, dilan, dilshad, diyar, duaa, fariha, farzad, fatih, fazila, ghaith, ghada, hadi, haleema, hamad, hammam,
hassaan, hawa xaawo, hosna, irshad, islam, jalil, jannat, javeria, jihan, jumana, kaltum, karzan, karwan, kawa, layth, liban, maaz muadh,
maher, malak, maysa, mizan, mobina, mubeen, mudassar, munaza, mursal, muzaffar, nahid, nahida, narges, nihal, nilufar, nimco, noreen,
parisa, parvez, parveen, parvin, rabiya rabia, rahila, razan, rebin, rojda, rojin, roya, rubab, saara, sabreen, sagal, sahal,
saifullah, salahuddin, sarah, sardar, sartaj, shaban, shaheen, shahrukh, shamsa, sharmin, shilan, shirin, shwan, siham, sobia, sofia,
suad sucaad, sukaina, sundus, taha, taher, tanzeel, umaima, ume, umme, wardah, yazid, yumna, zaki, zeba, zohaib, zoya
"""
_SOUTH_ASIAN = """
aarav, aarti, ajay, akash, amandeep, amanpreet, amardeep, amarjit, amit, amrit, amrita, anand, ananya, anil, anita, anjali, anu,
arjan, arjun, arun, aruna, asha, ashok, baldev, baljinder, baljit, balwinder, balvir, bhavna, daljit, deepa, deepak, dilip, divya, gagandeep,
gurdeep, gurdev, gurjit, gurmit, gurpal, gurpreet, gurvinder, harbans, hardeep, harjinder, harjit, harleen, harman, harmeet, harpal, harpreet,
harsh, harvinder, inderjit, jagdeep, jagdish, jagjit, jasbir, jasdeep, jaskaran, jasleen, jasmeet, jaspal, jaspreet, jaswant, jasvinder, jatinder,
kamal, kamaljit, karan, karandeep, kavita, kiran, kirandeep, kulbir, kuldeep, kuljit, kulwant, kulwinder, lakhvir, lakshmi, mandeep, maninder,
manish, manisha, manjinder, manjit, manmeet, manpreet, manraj, meena, meera, mohan, mohinder, navdeep, navjot, navneet, neelam, neha, nikhil,
nisha, nishant, palvinder, paramjit, parminder, parveen, pavan, pawan, pooja, prakash, pritam, priti, priya, puneet, rahul, raj,
rajan, rajesh, rajinder, rajvir, rakesh, raman, ramandeep, ramesh, rani, ranjit, ravi, ravinder, rekha, rita, ritu, riya, rohan, rohit,
roopa, sandeep, sangeeta, sanjay, sanjeev, sarbjit, satnam, satpal, satvinder, seema, shreya, simran, sonia, suman, sunil, sunita, surinder,
surjit, sukhdeep, sukhdev, sukhjit, sukhpreet, sukhvinder, tejinder, usha, varinder, vijay, vikram, vimal, vinod,
anjana, gurminder, gurneet, gursharan, harkirat, harminder, harneet, harsharan, jagmeet, jasminder, manvir, navreet, parvinder,
ranvir, ravneet, balraj, balvir, bhupinder, charanjit, devinder davinder, gulshan, harkiran, harvir, iqbal, jagpal, jagtar, jasmin jasmine, kanwal,
kashmir, lakhbir, lakhwinder, malkit, mohini, nirmal, prabhjot, prabhdeep, rajdeep, rajpal, rupinder, sarabjit, sharan, shanti, sukhbir,
sukhinder, sukhraj, tarsem, tarlochan, upinder, vishal, yash
"""
_EUROPEAN = """
aidan, aisling, alan, albert, alfred, alice, alina, amber, amelia, amy, andre, anna anne ann hanna, anton, ashley, ava, barry, bella, ben,
beth, bethany, blake, bradley, brandon, brendan, brian bryan, callum, cameron, cara, carl karl, carla, carmel, carol, carmen, cerys, chloe, cian,
ciara keira kiara, ciaran kieran, claire clare, clara, clare claire, cody, connor, craig, damian damien, daniel, danielle, daniela, daria, darius, darren, dawn, dean,
declan, denis, denise, dermot, dominic, dominika, donna, doreen, dylan dilan, eleanor, elena helena olena eleni, ella, ellen helen, ellie, elsie, emil, emilia emily,
emma, erik eric, erin, ethan, eva, evan, evie, felix, filip philip, finn, fiona, florin, florina, freya, gabriel, gary, gavin, gemma, george,
georgia, gerald, gerard, grace, graham, hannah anna, harvey, hayley, heather, heidi, holly, hugh, ian iain, imogen, ioana joanna, ion, irina, isaac,
isla, ivan, jade, jada, jake, jack, james, jamie, jan, jana, jane, jason, jasmine, jay, jean, jiyan zhiyan, jerome, jesse, jessica, joan, joel, john, jonah, jordan,
joseph, joshua, joy, jude, julia, julian, julie, june, karen, karina, karl carl, kate, katie, kayla, kayleigh, keith, kelly, kevin, kim, kyle, lara, laura, lauren,
leah lea, leanne, lee, lena, leo, leon, leonie, lewis louis, liam, lily, linda, lisa, logan, lorna, louise, luca luka, lucas lukas, lucy lucia, luke, luna, maeve,
maisie, marcel, marcin martin, marco, marcus markus, maria marie mary, marina, mariana, marian, marius, mark marc, marta martha, mason, matilda, max, maya, megan,
melissa, mia, michael michal mihai mikhail, michelle michele, mihaela, mila, millie, molly, morgan, nadine, natalia natalie, natan nathan, nathaniel, neil, niall,
niamh, nicola, nicole, nina, noah, noel, nora, norman, oliver, olive, olivia, oscar oskar, owen, paige, patricia patrycja, patrick patryk, paul, paula, paulina, peter, pauline,
poppy, rachel, ralph, rebecca, reece, rhian, rhiannon, riley, robin, rory, rosa, rose, roy, ruby, russell, ruth, ryan, sally, samuel, sean
shaun, selina, shane, shannon, sian, sienna, simon, sinead, shauna, siobhan, sonia, sophia, stella, stephanie, stephen steven, stuart, susan, tamara, tara, taylor tayler,
teresa, tia, tina, toby, tracy, trevor, tyler, tyrell, tyrone, tyrese, valentin, valentina, vera, victor, victoria, violet, wayne, zac, zoe,
adriana, adrian, agata, alex, amanda, ana anna, andreea andrea, andrei andrej andrew, anton, antonia, barbara, bogdan, catalin, catalina,
cristian christian, cristina christina, dalia, dan, doina, dorin, dorina, dragos, ewa, ewelina, gabriela, ilie, ilona, ivana, iva, ivo, jakub,
jana, janina, kamil, kamila, karol, karolina, katarzyna, kinga, klaudia, krystian, laszlo, lidia, lucian, luciana, madalin, madalina, maja maya,
magda, malina, marek, marian, mariana, marika, mateusz, matei, mirela, mircea, monika, nadia, nela, nikola nicola, olaf, ola, olga,
olha, pavel pawel, petya, radu, raluca, roman, romana, sabina, sandra, silvia, simona, sorin, sorina, stefan, stefania, tomas tomasz,
vasil, viktor victor, viorel, viorica, weronika, wiktor victor, zuzana, zuzanna
"""

FATHERS = _ISLAMIC + "," + _SOUTH_ASIAN
"""Those that are surnames too, where a father's name is."""
WELL_KNOWN = FATHERS + "," + _EUROPEAN
"""All of them; a spelling that stands in two belongs to both."""
