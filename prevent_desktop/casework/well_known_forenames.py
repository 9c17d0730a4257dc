"""Forenames that many bear, so that two of them that are alike are known as two names: Karim and Akram, Hamid and Hammad, Rory and Roy.

Between commas stands one name, with those of its spellings that do not look the same once romanised roughly (`Word.rough`), and with what
one child is often written down as (Joanna and Joanne): what stands apart is taken for two people. They were written down from general knowledge; Schimmel, Islamic Names (1989), and Hanks, Hardcastle and Hodges, A Dictionary of First Names
(Oxford, 2006), tell of most.
"""

from __future__ import annotations

_ISLAMIC = """
aamir, abbas cabbaas, abdul abdal abdel abdol, abdullah abdallah cabdullaahi abdullahi, abdulaziz abdiaziz, abdulrahman abdurrahman abdirahman
abdelrahman, abdulrahim abdurrahim abdirahim, abdulqadir abdiqadir abdelkader, abdifatah abdulfattah, abid, abrar, adam aadan aden adan, adeel, adil,
adnan, afzal, ahmed ahmad axmed ahmet, ahsan, aisha ayesha caasha ayse asha, akbar, akhtar, akram, ali cali, alia aaliyah, alina, aliza, amal, aman,
amani, amina aamina amino, amin, amira, amjad, ammar, anas, anisa, anwar, aqib, aqeel, aqsa, arif, arsalan, arshad, asad, asif, asim, asma, atif,
awais owais uwais, ayaan ayan, ayub, aziz, aziza, azhar, azim, badr, bashar, bashir, basim, basma, bilal, bushra boshra, danish, dawood daud dawud,
dina, ehsan, eman iman, fadil fazal, fadi, fahad, fahim, faisal, faiz, faiza, faizan, farah, farhan, farhad, farid, farida, faris, farouk farooq,
farzana, fatima fatma fadumo faduma fateme, fawzia fowsia fauzia, firas, furqan, ghassan, ghulam, habib, habiba, hafsa, haidar hayder, hakim, halima
xaliimo, hamad, hamid, hammad, hamdan, hamdi xamdi, hamida, hamza, hana, hanan, hani, hania, hanif, haris, haroon, hashim, hassan xasan, hassana,
hatim, hiba hibo, hina, hisham, hira, huda, husna, hussain xuseen husain hussein, ibrahim ibraahim ebrahim, idris, iftikhar, ihsan, ikram, ilham,
imad, imran, inam, iqbal, iqra, irfan, isa esa, ismail ismaaciil, isra, israr, issa, jabbar, jabir, jafar, jalal, jamal, jameela, jamil, jasim, javed,
jawad, junaid, kabir, kamal, kamil, kamila, kamran, karam, karim, karima, kashif, khadija khadijo, khalid, khalida, khalil, khaldoun, khawla, khizar,
laila leyla leila layla, lama, lamia, layan, lina, lubna, luqman, maha, mahdi, mahira, mahmood maxamuud mohamud, mahnoor, majid, majida, malik,
malika, manal, mansoor, marwa, marwan, maryam mariam miriam maryum, marzia, masood, maymuna, mazhar, mehreen, mehwish, mohammed maxamed mohamed
mehmet, mohsin muhsin, moin, mubarak, mujahid, mukhtar mukhtiar, muna, munir, munira, murad, murtaza, musa muuse, mustafa, mutasim, nabil, nabila,
nada, nadeem, nader, nadia, nadira, naeem, nafis, nafisa, naila, naima, najib, najla, najma nazma, naseem, nasim, nasima, nasir, nasra nasro, nasreen,
nasrin, nasser, nauman noman, naveed, nawal, nawaz, nida, nihad, nimra, noor, noora, nuha, numan, nusrat, obaid, omar umar cumar, osama, osman usman
cismaan uthman, qasim, qais, rafi, rafiq rofiq, raghad, rahma, rahima, rahim, rahman, raheela, raja, rajab, rami, rana, rania, rasheed, rashida,
rashad, rauf, rawan, razia, reem rim, rehana, rida, rima, riyad, rizwan, rubina, rukhsana ruxana ruksana roxana, ruqayya, saad, sabah, saba, sabir,
sabira, sabina, sadaf, sadia, sadiq, safa, safia, sahar sehar, said saeed siciid, saif, saima, sajid, sajida, sajjad, sakina, salah, salam, saleem,
saleh, salma, salman, saman, samar, sami, samia, samina, samir, samira, sana, sanam, saqib, sara, sarfraz, sawsan sausan susan, shabana, shabnam,
shabbir, shafiq shofiq, shahbaz, shahid, shahida, shahnaz, shahzad shehzad, shaima, shakil, shakila, shakir, shamim, shamima, shams, sharif, shazia,
sheraz, shoaib shuaib, shukri, sidra, sohail, subhan, sufyan, suhaib sohaib, sulaiman, sultan, sumaira, sumaya, tahir dahir, tahira tahere, tahmid,
tahmina, tahsin, taimur, talal, talat, talha, tanvir, tanzila, tariq, tasneem, tayyab, tayyiba, ubaid, uzma, wafa, wahid, wajid, walid, waqar, waqas,
wasim, yahya yahye, yaqub, yasir, yasmin, younis yunus, yusra, yusuf yousef yosief, zafar, zahid, zahida, zahir, zahra sahra zara zohra, zaid, zaina,
zainab, zakaria zakariya zakariye, zakia, zaki, zarina, zeeshan, zia, zubair, zubaida, zulfiqar, zunaira, abdelhakim abdulhakim, abdo, afnan, akif,
amna, aneela, arwa, ashraf, aslam, ayat, azra, azzam, bahar, bano, baran, basit, berivan, burhan, dalal, dalia, dania, dilan, dilshad, diyar, duaa
dua, fariha, farzad, fatih, fazila, ghaith, ghada, hadi, haleema, hammam, hassaan, hawa xaawo, hosna, irshad, islam, jalil, jannat jannah, javeria,
jihan, jumana, kaltum kalsoom kulsum kulthum kulsuma, karzan, karwan, kawa, layth, liban, maaz muadh, maher, malak, maysa, mizan, mobina, mubeen,
mudassar mudassir, munaza, mursal, muzaffar, nahid, nahida, narges, nihal, nilufar, nimco, noreen, parisa, parvez, parveen, parvin, rabiya rabia,
rahila, razan, rebin, rojda, rojin, roya, rubab, saara, sabreen, sagal, sahal, saifullah, salahuddin, sarah, sardar, sartaj, shaban, shaheen,
shahrukh, shamsa, sharmin, shilan, shirin, shwan, siham, sobia, sofia, suad sucaad, sukaina, sundus, taha, taher, tanzeel, umaima, ume, umme, wardah,
yazid, yumna, zeba, zohaib, zoya, aamna, abidah, adila, aftab, ahad, ahmar, aiman ayman, ajmal, aklima, alishba, alisha, altaf, amber, ambreen,
ammara, amra, anam anum, anaya, anika, aqeela, areeba, areej, areesha, arham, ariba, arifa, arooj, asfand, ashfaq, ashiq, asiya, asra, ataur, atiq,
atiqa, ayra, azaan azhaan azan, azeem, azka, azlan, azmat, badrul bodrul, bakhtawar, bakr, bari, batool, benazir, benish, bisma, daniyal danial
daniel, delwar delowar dilawar, ejaz, emdad, enamul, erum, faaris, fahmida fehmida, faiqa, fakhar, fakhra, farhana, farwa, farzan, fatiha, fazeela,
fazlul, ferdous, fida, fiza, ghani, ghazala, gulnaz, gulzar, habibur hobibur, habibullah, hadia, haashir, hafeez, hafiza, halim, hamna, harun, haseeb,
hasina, hasnain husnain hassnain, helal, humaira, humera, hurriya, ibtisam, iffat, ifra, ihtisham, ikhlaq, inaya, insha, insaf, ishaq, ishrat,
jahanara, jahangir, jahanzeb, jahan, jasmin jasmine jesmin, joynal jaynal, junayd, kainat, kalim, kamrul, kaneez, kashan, kausar, khaleda, khaliq,
khairul, khawar, kinza, komal, laiba, laraib, latif, latifa, liaqat, lutfur, maaria, maheen, mahbub mehboob, mahfuz, mahfuza, mahnaz mehnaz, mahrukh,
mahum, maira, maleeha, mamun, manahil minahil, mannan, maroof, mashal, mateen, maqsood, masooma, mehak mahak, mehran, misbah, mizanur, moazzam,
mofizul, mohib, moinul, momena, monira, motiur, mubashir, mujib, mujibur, muneeb, munawar, musarrat, musfirah, mushtaq, muzammil, naheed, naghma,
najam, narmeen, naseema, nashra, nawaal, nazia, nazim, nazir, nazish, nazmul, nazrul nozrul, nighat, nosheen, nurul, obaidur, omair umair, qadir,
qamar, qaiser, qudsia, rabeea, raees, rafia, rafiqul rofiqul, raheel, rahat, rahela, ramin, ramsha, ramzan, rashidul, razaq, rehmat rahmat, rezaul,
reza raza, riaz, rifat, rimsha, robina, romaisa, ruhul, rukhsar, rumana, rumaisa, rumi, runa, sabeen, sabera, sabiha, sadaqat, safdar, safeer, sahir,
sahiba, saidur, saira, sakib, salik, samad, sameera, saniya, sanober, saqlain, saria, sarwar, sattar, sehrish, shabab, shafaq, shafiqul shofiqul,
shagufta, shahana, shahena, shahidul shohidul, shahzaib, shaista, shakeela, shaila sheila, shakur, shamsul, shanza, sharjeel, shayan, shehryar, shefa,
shehla, shiraz, shumaila, sikandar, siraj, sirajul, suhel, sufia, sultana, sumbal, tabassum, taslima, tajul, tania, taqi, tasadduq, tasmia, taymiyyah,
tehreem, tofazzul, turab, unaisa, urooj, uzair, wahab, wahida, wajeeha, wajiha, waris, wasif, wasima, yameen, yaseen, zafran, zaheer, zakir, zarish,
zayan, zayn zain, zayd, zeenat, ziaur, zimal, zobia, zoha, zulekha, abdulkarim abdikarim abdelkarim, abdishakur, abshir, adar, anab, asli, astur,
barwaqo, bilan, caaliya, deqa, ebyan, farhiya, fardowsa, fartun, fatxiya, filsan, guled, habon, hayat, hibaq, hinda, hodan, hoodo, ibado, idil, idman,
ifrah, ilhan, ikran, jawahir, khadra kadra qadra, ladan, liiban, mahad, muhiyadin, mulki, nasteho, nimo, roda, samsam, suleekha, ubah, warsame, yonis,
zamzam, zuhur, lamisa, raisa, rayyan rayan, taslim, tanisa, tahsina, mahiya, maliha, nabiha, nuzhat, ruhi, sadiya, samiha, sanjida, sumi, tahiya,
tanha, tasmin, anisha, jarin, jerin, mim, mithila, nishat, nowshin, oishi, puja, rifah, rumaysa, shorna, zarin, arman, faiyaz, nafi, rafsan, rakib,
rayhan rehan, sadman, shafin, tasin, yeasin yasin
"""
_SOUTH_ASIAN = """
aarav, aarti, ajay, akash, amandeep, amanpreet, amardeep, amarjit, amit, amrit, amrita, anand, ananya, anil, anita, anjali, anu, arjan, arjun, arun,
aruna, asha, ashok, baldev, baljinder, baljit, balwinder, balvir, bhavna, daljit, deepa, deepak, dilip, divya, gagandeep, gurdeep, gurdev, gurjit,
gurmit, gurpal, gurpreet, gurvinder, harbans, hardeep, harjinder, harjit, harleen, harman, harmeet, harpal, harpreet, harsh, harvinder, inderjit,
jagdeep, jagdish, jagjit, jasbir, jasdeep, jaskaran, jasleen, jasmeet, jaspal, jaspreet, jaswant, jasvinder, jatinder, kamal, kamaljit, karan,
karandeep, kavita, kiran, kirandeep, kulbir, kuldeep, kuljit, kulwant, kulwinder, lakhvir, lakshmi, mandeep, maninder, manish, manisha, manjinder,
manjit, manmeet, manpreet, manraj, meena, meera, mohan, mohinder, navdeep, navjot, navneet, neelam, neha, nikhil, nisha, nishant, palvinder, paramjit,
parminder, parveen, pavan, pawan, pooja, prakash, pritam, priti, priya, puneet, rahul, raj, rajan, rajesh, rajinder, rajvir, rakesh, raman, ramandeep,
ramesh, rani, ranjit, ravi, ravinder, rekha, rita, ritu, riya, rohan, rohit, roopa, sandeep, sangeeta, sanjay, sanjeev, sarbjit, satnam, satpal,
satvinder, seema, shreya, simran, sonia, suman, sunil, sunita, surinder, surjit, sukhdeep, sukhdev, sukhjit, sukhpreet, sukhvinder, tejinder, usha,
varinder, vijay, vikram, vimal, vinod, anjana, gurminder, gurneet, gursharan, harkirat, harminder, harneet, harsharan, jagmeet, jasminder, manvir,
navreet, parvinder, ranvir, ravneet, balraj, bhupinder, charanjit, devinder davinder, gulshan, harkiran, harvir, iqbal, jagpal, jagtar, jasmin
jasmine, kanwal, kashmir, lakhbir, lakhwinder, malkit, mohini, nirmal, prabhjot, prabhdeep, rajdeep, rajpal, rupinder, sarabjit, sharan, shanti,
sukhbir, sukhinder, sukhraj, tarsem, tarlochan, upinder, vishal, yash, aakash, aditi, aditya, ajit, alka, alok, amisha, amol, anaya, anish, anisha,
ankit, ankita, ankur, anoop, anusha, anushka, archana, arvind, aryan, arya, ashish, ashwin, avani, avinash, ayush, bharat, bharti, bhavesh, bhavin,
bhavika, bina, chandni, chetan, chetna, chirag, darshan, darshana, deepali, deepika, dev, devika, dhruv, dimple, diya, esha isha, falguni, gaurav,
gautam, gayatri, geeta, girish, gopal, govind, hari, harish, harsha, harshad, harshal, harshil, harshit, hemal, hemant, hetal, hiral, hitesh, ishaan,
ishika, jagruti, janvi, jatin, jayesh, jayshree, jigar, jignesh, jigna, jinal, kajal, kalpana, kalpesh, kalyani, kamlesh, kanta, kapil, karishma,
kartik, kaushik, keshav, ketan, keval, keyur, khushi, kirit, kirti, kishan krishan, kishor, komal, krish, krishna krushna, krupa, krupal, kunal,
lalit, lata, leela, madhu, mahesh, mala, manan, manoj, meghna, mehul, mihir, milan, minal, mital, mitesh, mukesh, nalini, namrata, nandini, naresh,
narendra, naveen, nayan, nayna, neel, neelesh nilesh, neeraj niraj, nidhi, nimesh, nirav, nitin, paresh, parth, pankaj, payal, piyush, pranav,
prashant, pratik, pratiksha, praveen, prem, prisha, pritesh, priyanka, puja, purvi, radha, radhika, raju, rakhi, rashmi, reena, reshma, rishi, ritesh,
roshan, roshni, rupal, rupesh, rushil, sachin, sagar, sahil, sandhya, sanjana, sanjeet, sapna, sarita, saurabh, savita, sejal, shailesh, shankar,
sharmila, shilpa, shivam, shivani, shobha, shruti, shyam, siddharth, smita, sneha, snehal, sonal, sonali, subhash, sudha, sujata, suresh, sushma,
swati, tanvi, tarun, tejal, tulsi, uday, uma, umesh, urvi, vaibhav, vandana, varsha, varun, veena, vidya, vinay, vineet, vipul, viral, vishnu, viraj,
vivek, yogesh
"""
_EUROPEAN = """
aidan aiden ayden aidyn, aisling, alan, albert, alfred, alice, alina, amber, amelia amelie, amy, andre, anna anne ann hanna, anton, ashley, ava,
barry, bella, ben, beth, bethany, blake, bradley, brandon, brendan, brian bryan, callum, cameron, cara, carl karl, carla, carmel, carol, carmen, cerys
carys, chloe, cian, ciara keira kiara kira, ciaran kieran kieron, claire clare, clara, clare claire, cody, connor, craig, damian damien, daniel,
danielle, daniela, daria, darius, darren, dawn, dean, declan, denis, denise, dermot, dominic, dominika, donna, doreen, dylan dilan, eleanor, elena
helena olena eleni, ella, ellen helen, ellie, elsie, emil, emilia emily, emma, erik eric, erin, ethan, eva, evan, evie, felix, filip philip, finn,
fiona, florin, florina, freya, gabriel, gary, gavin, gemma jemma, george, georgia, gerald, gerard, grace, graham, hannah anna, harvey, hayley,
heather, heidi, holly, hugh, ian iain, imogen, ioana joanna joanne johanna, ion, irina, isaac, isla, ivan, jade, jada, jake, jack, james, jamie, jan,
jana, jane, jason, jasmine, jay, jean, jiyan zhiyan, jerome, jesse, jessica, joan, joel, john, jonah, jordan, joseph, joshua, joy, jude, julia,
julian, julie, june, karen, karina, karl carl, kate, katie, kayla, kayleigh, keith, kelly, kevin, kim, kyle, lara, laura, lauren, leah lea, leanne,
lee, lena, leo, leon, leonie, lewis louis, liam, lily, linda, lisa, logan, lorna, louise, luca luka, lucas lukas, lucy lucia, luke, luna, maeve,
maisie, marcel, marcin martin, marco, marcus markus, maria marie mary, marina, mariana, marian, marius, mark marc, marta martha, mason, matilda, max,
megan, melissa, mia, michael michal mihai mikhail, michelle michele, mihaela, mila, millie, molly, morgan, nadine, natalia natalie, natan nathan,
nathaniel, neil, niall, niamh, nicole, nina, noah, noel, nora, norman, oliver oliwier, olive, olivia oliwia, oscar oskar, owen, paige, patricia
patrycja, patrick patryk, paul, paula, paulina, peter, pauline, poppy, rachel, ralph, rebecca, reece, rhian, rhiannon, riley, robin, rory, rosa, rose,
roy, ruby, russell, ruth, ryan, sally, samuel, sean shaun, selina, shane shayne, shannon, sian, sienna, simon szymon, sinead, shauna, siobhan, sonia,
sophia zofia sofia, stella, stephanie, stephen steven, stuart, susan, tamara, tara, taylor tayler, teresa, tia, tina, toby, tracy, trevor, tyler,
tyrell, tyrone, tyrese tyreece tyreese, valentin, valentina, vera, victoria, violet, wayne, zac, zoe, adriana, adrian, agata, alex, amanda, ana anna,
andreea andrea, andrei andrej andrew, antonia, barbara, bogdan, catalin, catalina, cristian christian, cristina christina christine kristine, dalia,
dan, doina, dorin, dorina, dragos, ewa, ewelina, gabriela, ilie, ilona, ivana, iva, ivo, jakub, janina, kamil, kamila, karol, karolina, katarzyna,
kinga, klaudia claudia, krystian, laszlo, lidia, lucian, luciana, madalin, madalina, maja maya, magda, malina, marek, marika, mateusz, matei, mirela,
mircea, monika, nadia, nela, nikola nicola, olaf, ola, olga, olha, pavel pawel, petya, radu, raluca, roman, romana, sabina, sandra, simona, sorin,
sorina, stefan, stefania, tomas tomasz thomas, vasil, viktor victor, viorel, viorica, weronika, wiktor victor, zuzana, zuzanna, aaron arron, abigail,
adele, adelina, adina, aimee, alana alanna, alexis, alfie, alicja alicia, alin, alison, allan allen, alma, amaya, anastasia, anca, angel, angela,
angelina, angelo, angus, anika, anya ania, april, aria, ariana arianna, ariel, archie, arlo, arthur, asher, ashton, aston, aubrey, audrey, aurora,
austin, autumn, avery, axel, bailey, barney, bartosz, beatrice beatrix, belinda, benedict, benjamin, bernard, bernadette, bianca, billy, bobby,
bonnie, brady, branwen, brenda, bridget, brody, brooke, bruce, bruno, bryony, byron, caitlin kaitlin kaitlyn katelyn, caleb, calvin, camelia, camilla
camila, candice, carter, carly, casey kacey, cassandra, catherine katherine kathryn, cecilia, cedric, celeste, celia, charlene, charles, charlie
charley, charlotte, chelsea, cheryl sheryl, christopher kristofer, cindy, clayton, clifford, clive, clinton, cole, colin, colette, conrad, constantin,
cora, coral, corey, corina, cosmin, courtney, curtis, cyril, daisy, dale, dana, dane, danica, danny, daphne, darcy darcey, darryl daryl darrell, david
dawid, davina, dawson, deborah, delia, della, demi, derek, desmond, devon, devin, dexter, diana diane, dina, dominique, donald, dora, doris, dorothy,
douglas, duncan, dwayne, dwight, eden, edith, edmund, edward, edwin, eileen, elaine, elias, elijah, eliza, elise elyse, elizabeth elisabeth, elliot
elliott eliott, elliana, elora, elton, elvis, emerson, emmanuel, emmett, enid, enzo, erica erika, ernest, esme, estelle, esther, eugene, evelyn,
everly, ezra, ezekiel, faith, fay, felicia, felicity, fern, fergus, fleur, flora, florence, floyd, frances francis, francesca, frank, fraser,
frederick, freddie, gail, gareth, garth, geoffrey jeffrey, georgiana, geraldine, gillian, gina, giles, gladys, glen glenn, gloria, gordon, greta,
gregory, gwen, hadley, hallie, harley, harper, harriet, harrison, harry, harold, hayden haydn, hazel, heath, hector, henry, herbert, hilary, hope,
howard, hubert, hudson, hugo, hunter, ida, ileana, ingrid, ionela, ionut, iona, irene, iris, isabel isobel isabelle isabella izabela, ivy, isaiah,
jackson jaxon jaxson, jacob, jacqueline, jaden jayden jaiden jaydon, jameson, janet, janice, janine, jared jarred, jarvis, jasper, javier, jayla,
jemima, jenna, jennifer, jenny, jensen, jeremiah, jeremy, jermaine, jill, jocelyn, jodie, jonas, jonathan jonathon, josie, joyce, judith, judy,
juliet, justin, justine, justyna, kacper, kaden kayden caden caiden kaiden, kai, katrina, kay, keegan, keeley, kelsey, kelvin, kendra, kenneth, kenny,
kent, kerry, kimberley, kirk, kirsten kristen, kirsty, kit, kornelia, kurt, kyla, kyra, lacey, lana, lance, larisa, lauryn, lavinia, lawson, layton
leighton, leander, leila layla leyla, lenny, leonard, leona, leroy, leslie, lester, lexi, lila lilah, lyla, liliana, lillian, lionel, livia, liviu,
lloyd, lola, lorena, lorraine, lottie, lucinda, lydia, lyle, lynn, mabel, mackenzie, macy, madeleine madeline, madison maddison, malachi, malcolm,
mandy, marcela, marcelina, marcia, margaret, marilyn, marjorie, marlon, marlene, marley, marshall, martina, marvin, mateo, maureen, maurice, mavis,
maxine, maxwell, melanie, melinda, melody, mercy, meredith, micah, mihnea, mikolaj, miles myles, milena, milo, milosz, minnie, miranda, mitchell,
moira, mona, monica, morris, muriel, myra, naomi, natasha, ned, nelson, nerys, neville, nia, nicholas nicolas, nicoleta, nigel, nikita, nikodem,
noelle, norma, nova, oana, octavia, octavian, odette, ophelia, orla, orlando, otis, otto, ovidiu, paisley, pamela, parker, payton peyton, pearl,
penelope, penny, percy, perry, phoebe, phyllis, pia, piers, pippa, preston, priscilla, przemyslaw, quentin, quincy, quinn, rafal, ramona, randall,
rares, raymond, razvan, reagan, regina, renata, rene renee, reuben ruben, rex, rhea, rhoda, rhys, richard, ricky, robbie, robert, roberta, rocco,
roderick, rodney, roger, roland, romeo, ronald, ronan, ronnie, rosalie rozalia, rosalind, rosemary, rosie, ross, rowan, roxana roxanne, rudy, rufus,
rupert, sabrina, sadie, saffron, samantha, samson, saoirse, sapphire, saskia, savannah, scarlett, scott, sebastian, serena, seth, shania, sharon,
sheila, shelby, shelley, sheldon, sherry, shirley, sidney sydney, silas, silviu, skye, skyla, skylar, sonny, spencer, stacey, stanley, summer, susanna
susannah, suzanne susanne, tabitha, tadeusz, talia, tamsin, tania tanya, tate, ted, teddy, teodor, teodora, terence, terry, tessa, thea, thelma, theo,
theodore, tiana tianna, tiberiu, tiffany, tilly, timothy, toni tony, travis, trent, tristan, troy, trudy, tudor, tymon, tymoteusz, tyra, urszula,
ursula, valerie, valeriu, vanessa, verity, vernon, veronica veronika, vincent, viola, virginia, vivian vivienne, vlad, wade, walter, wanda, warren,
wendy, wesley, wilbur, wilfred, willa, william, willow, wilma, winifred, winston, witold, wojciech, xander, xavier, yvette, yvonne, zachary zackary
zakaria zakariya zakariye, zelda, zena, zosia, zuri, codrin, darina, ilinca, ionica, julita, kajetan, sylwia silvia, tegan, tierna tiarna, callie,
carrie, ellis, edie, ayla, flynn
"""
_CARIBBEAN_AND_AFRICAN = """
akeem, antoine antwan, breanna brianna, chanel shanelle shanell, chantelle shantelle shantel chantal, cherise sharice, damari, damarion, dante, dejon
dajon, delroy, demarco, demetrius, denzel denzil, deshawn dashawn, devante, dion deon, dionne, donte, errol, jabari, jahmal jamal, jahmari jamari,
jamar, jarell jerell, jevon, javon, jelani, kadeem, keisha, kemar, kenya, keon, kiana kianna, kymani kimani, lamar, lashawn, latisha, latoya, leshawn,
levar, mekhi, monique, nakia, nevaeh, odane, omari, orville, raheim raheem, rashawn roshawn, renae, rhianna rihanna, ricardo, romario, romaine,
shakira, shanae, shanice shanise, shanika, shaniqua, shaquille, shelldon, shemar, tamar, tameka tamika, taneisha tanisha, tavon, tayshaun, tevin,
tianna tiana, trevon, tremaine, treyvon, tyreke, zaria, zion, abena, abiola, abimbola, adaeze, adaobi, adebayo, adebola, adeola, adeolu, adetola,
adewale, adeyemi, adwoa, afia, afua, akosua, akua, amaka, amara, amarachi, ayobami, ayodeji, ayodele, ayomide, ayotunde, babatunde, bolanle, bukola,
chiamaka, chibuike, chibuzo, chibueze, chidera, chidi, chidiebere, chidinma, chidozie, chiemeka, chika, chike, chima, chinedu, chinelo, chinenye,
chinonso, chinwe, chioma, chisom, chizoba, chukwudi, chukwuebuka, chukwuemeka, chukwuma, damilare, damilola, ebele, ebuka, ekow, emeka, esi, ezinne,
femi, folake, folasade, funmilayo, ibukun, ifeanyi, ifeoluwa, ifeoma, ijeoma, ikechukwu, ikenna, kayode, kehinde, kelechi, kenechukwu, kofi, kojo,
kolawole, kosisochukwu, kwabena, kwadwo, kwaku, kwame, kwasi, modupe, morenike, nana, ngozi, nkechi, nkiru, nnamdi, nneka, nonso, obinna, obioma,
ogechi, okechukwu, olabisi, oladele, olamide, olumide, oluchi, olufemi oluwafemi, olusegun oluwasegun, oluwadamilola, oluwaseun, oluwaseyi, oluwatobi,
oluwatosin, omotola, onyeka, onyinye, opeyemi, segun, seun, seyi, sola, sochima, somto, taiwo, tayo, temidayo, temitope, titilayo, tobi, tobechukwu,
tola, tolu, tomi, tosin, tunde, uche, uchenna, ugochukwu, uzoma, yaa, yaw, yetunde, yewande, abebe, alem, almaz, aster, bereket, biniam, biruk, dawit,
elsa, feven, filmon filimon, haben, henok, hiwot, kidane, kidist, luwam, mehret mihret, meron, merhawi, merhawit, nathaniel natnael, nahom, rahel,
robel, selam salam, samrawit, senait, sennay, simret, solomon, tekle, tesfay tesfaye, tsega, winta, yared, yodit, yonas
"""

FATHERS = _ISLAMIC + "," + _SOUTH_ASIAN
"""Those that are surnames too, where a father's name is."""
WELL_KNOWN = FATHERS + "," + _EUROPEAN + "," + _CARIBBEAN_AND_AFRICAN
"""All of them; a spelling that stands in two belongs to both."""
