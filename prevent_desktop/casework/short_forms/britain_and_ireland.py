"""Short and pet forms of English, Irish, Scottish and Welsh forenames, and one forename in these languages."""

from __future__ import annotations

BRITAIN_AND_IRELAND = """
abigail abby gail
adelaide addie heidi
agnes nessie
albert al bert bertie
alexander alex al alec sandy sasha lex xander alek olek aleksandr oleksandr alexandru
alexandra alex sandra sasha lexi sandy ola aleksandra oleksandra
alfred al alf alfie fred
alice ali
alistair alasdair ally alastair
amanda mandy
amelia millie milly amy mia
andrew andy drew
angela angie
angharad haz hari
ann anne nancy annie nan
annabel bella belle
anthony tony antony ant
archibald archie baldie
arthur art artie
augustus gus
aine anya anne
aoife eefa efa
barbara babs
barry baz
blathnaid blanaid blanid
beatrice bea trixie bee
benjamin ben benny benji
bernard bernie barney
bridget bridie breda biddy brid delia
brid bridie bridget
caitlin kathleen
caoimhe keeva kiva
caroline carrie caz caro
catherine katherine kathryn kate katie kathy cath kitty kat kay trina kasia katya katarzyna kateryna
cathal charles
cecilia cissy celia
charles charlie chuck chas chaz
charlotte lottie charlie lotte
christina chris tina chrissie kris kristy
christopher chris kit topher kester
clementine clemmie
cliodhna cliona
conchobhar conor connor cornelius
cornelius con neil corny
cynthia cindy
daniel dan danny
darren daz
david dave davey dai dafydd dewi
dearbhla dervla
deborah debra debbie debs
derek del
desmond des
diana di
diarmuid dermot derry
domhnall donal daniel
dominic dom nic
donald don donnie
dorothy dot dolly dottie dora
dwayne duane dwain
eamon edmund edward
edmund ed ned eddie
edward eddie ted ned teddy ed
eilis elizabeth
eleanor ellie nell nora
elijah eli
elizabeth liz lizzie beth betty eliza libby bess elspeth betsy lisa elsie liza ela
ellen nell nellie
emily em millie milly
emma em
eabha ava
eabha eva
fionnuala finola nuala
aodhan aidan
aodhagan egan
laoise leesha
eoghan owen eoin
ernest ernie
eugene gene
evelyn evie
florence flo florrie flossie
frances fran frankie
francesca fran frankie chess
anoushka nush
georgia jorja
francis frank frankie
frederick fred freddie freddy
gabriel gabe gabi gabby gaby
gareth gaz gary
gary gaz
geoffrey geoff jeff
george georgie
gerald gerry jerry
gerard gerry ger
gertrude trudy gertie
gillian gill jill jilly
grainne grania
gregory greg grzesiek
gwendolen gwen wendy
gwilym will gwil william
harold harry hal
harriet hattie harry
helen nell nellie lena
henry harry hal hank
herbert bert herb bertie
howard howie
hugh hughie
imogen immy
irene rene
isabella bella belle izzy issy isabelle isabel ibby
jacob jake jakub kuba
jacqueline jackie
james jim jimmy jamie jem
jane janey jenny
janet jan
jasmine jaz
jennifer jen jenny
jeremiah jerry derry jem
jeremy jez jem jerry
jessica jess jessie
joan joanie
john jack johnny jon ian jock
jonathan jon johnny jonny
joseph joe joey
josephine jo josie
joshua josh joshy
josiah joe
judith judy jude
julian jules
juliet jules
kenneth ken kenny
laura laurie lolly
lawrence larry laurie laurence loz
leonard len lenny leo
leroy roy
leslie les
lewis lou louis
lillian lily lil
louise lou
madeleine maddie
malcolm mal mac
margaret maggie meg peggy greta madge marge peg daisy rita gosia malgorzata margo margie mags mamie
martin marty
mary molly polly may mamie minnie moll
matilda tilly mattie tilda
matthew matt matty
maureen mo
maurice mo
maxwell max
meadhbh maeve
melanie mel
melissa lissa missy
michael mike mick mickey mikey michal mihai
micheal michael
mildred millie
mairead margaret
maire mary moira maura
morris mo
nathaniel nathan nat nate
natalie nat
neville nev
niamh neve neave nieve
nicholas nick nicky klaus
nigel nige
nora honora noreen
norman norm
oisin osheen
oliver ollie
olivia liv livvy ollie
padraig patrick paddy paudie podge
pamela pam
patricia pat patsy trish trisha tricia patty
patrick pat paddy patsy
peadar peter
peigi peggy margaret
penelope penny
percival percy
peter pete
philip phil pip
philippa pippa pip
priscilla cilla
prudence pru
rachel rach
raymond ray
rebecca becky becca
reginald reg reggie rex
ruadhan rowan
sadhbh sive
rhys rees reece reese
richard rick dick rich ricky richie
robert bob rob bobby robbie bert
roisin rosheen
ronald ron ronnie
rosemary rosie rose
ruairi rory
samantha sam sammy
samuel sam sammy
saoirse sersha seersha
sarah sally sadie
seamus james shay jim
sean shaun shawn john jack
sebastian seb
sharon shaz
siobhan shivaun shevaun joan
sidney sid syd
simon si
sinead shinade jane
sion john
sophia sophie
sorcha sarah
stanley stan
stephen steve stevie steven
stuart stu
susan sue susie
tabitha tabby
tadhg tiege teague timothy ted tim
tamara tammy
teresa theresa terry tess tessa
terence terry tel tez
theodore ted teddy theo
thomas tom tommy
timothy tim
tobias toby
tomas thomas
tracey trace
uilliam william liam
valerie val
vanessa nessa
veronica ronnie vera
victor vic
victoria vicky tori vic
vincent vince vinnie
virginia ginny
walter wally walt
wilfred wilf fred
william bill billy will willy liam wills
winifred winnie freda
winston win
yvonne vonnie
zachary zach zak zack
adrian ade adie
ashley ash
bethany beth
cassandra cass cassie sandra
connor con
courtney court
danielle dani danny elle
declan dec
dylan dyl
elliot ell
fiona fi
gabrielle gabby gaby gabi elle
georgina georgie gina
genevieve gen eve
hannah han nan
isaac ike zac zak
isaiah izzy zay
jamal jam mal
jayden jay
jermaine jay maine
jordan jord jords jay judd
joanne jo joey
joanna jo joey
kayleigh kay kayls
keisha keesh
kimberley kim kimmy
latoya toya
leanne lee lea
liam lee
luke lukey
lucy lu lulu
louisa lou lulu
mackenzie kenzie mac
madison maddie maddy
marcus marc
marianne mari annie
mason mase
michaela mickey kayla mica
michelle shell shelly chelle mich
montgomery monty
morgan mo
natasha tasha tash nat
nicola nicky nic nikki
nicole nicky nic nikki
rhiannon rhi
roxanne roxy rox
rosalind roz ros
sabrina bree brina
savannah sav vanna
shanice niecy
stephanie steph stevie stef stephie
tanisha nisha
taylor tay
tyler ty
tyrone ty
tyrese ty
tyrell ty
xavier xavi zave
zoe zo
bethan beth
gwyneth gwen
llewellyn lew lyn
myfanwy myf
rhydian rhyd
calum cal
hamish hame
kirsteen kirsty
morag mo
"""
