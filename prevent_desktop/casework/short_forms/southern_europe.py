"""Short and pet forms of Portuguese, Spanish, Italian and Greek forenames, as used in Latin America and Cyprus too."""

from __future__ import annotations

_PORTUGUESE_AND_SPANISH = """
alberto beto
alejandro ale alex alexander
ana aninha anita
antonio tonho toninho tono toni anthony
beatriz bia bea
carlos carlitos charles
carolina caro
concepcion concha conchita
consuelo chelo
dolores lola
eduardo edu dudu edward
enrique quique henry
fernanda nanda
fernando nando
francisca paqui paca chica
francisco paco pancho chico curro paquito francis
gabriel biel
gabriela gabriella gabi gaby
guadalupe lupe lupita
gustavo guga
ignacio nacho
isabel isa bel
jesus chus chuy
joao joaozinho john
joaquim quim
joaquin quino
jose pepe ze zezinho pepito joseph
josefa pepa
juan juanito john
luis lucho
manuel manolo manny
mercedes merche
pilar pili
rafael rafa
roberto beto tito robert
rosario charo
salvador chava
santiago santi tiago yago james
teresa tere
"""
_ITALIAN = """
alessandro sandro ale alexander
antonio tonino nino
domenico mimmo
elisabetta betta elizabeth
federico fede
filippo pippo philip
francesca franca
francesco franco ciccio francis
gaetano tano
giovanni gianni nanni john
giuseppe beppe peppe pino joseph
giuseppina pina giusy
lorenzo enzo
luigi gigi louis
margherita rita
raffaele lello
salvatore toto turi
vincenzo enzo vincent
"""
_GREEK = """
aikaterini katerina katina catherine
alexandros alekos alexander
anastasios tasos
athanasios thanasis sakis
charalambos babis haris
dimitrios dimitris mitsos jimmy
efstathios stathis
eleni lena helen
emmanouil manolis
evangelia eva litsa
evangelos vangelis
georgios giorgos yiorgos george
ioannis giannis yiannis yannis john
konstantina dina
konstantinos kostas costas dinos
michail michalis michael
nikolaos nikos nicholas
panagiota giota
panagiotis panos takis
paraskevi voula
sotirios sotiris
spyridon spyros
stylianos stelios
theodoros thodoris theodore
vasileios vasilis vasos basil bill
andreas andrew
antonios antonis anthony
petros peter
vasiliki vasso
"""

SOUTHERN_EUROPE = _PORTUGUESE_AND_SPANISH + _ITALIAN + _GREEK
