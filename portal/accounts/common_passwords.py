"""Passwords of eight characters and more that every guessing tool tries first."""

from __future__ import annotations

_LIST = """
00000000 01234567 0123456789 0987654321 11111111 1111111111 11112222 11223344 112233445566 12121212 12123434
12301230 123123123 123123123123 12312312 12341234 123454321 12345678 123456789 1234567890 12345678910 123456789a
123456789q 12345678a 12345678q 1234abcd 1234qwer 123654789 123789456 123abc123 13131313 135792468 1357924680
142536789 147258369 147852369 159357456 159753456 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc
1qazxsw2 20202020 22222222 23456789 33333333 44444444 55555555 66666666 741852963 77777777 789456123 7894561230
87654321 88888888 963852741 987654321 9876543210 98765432 99999999 999999999 a1234567 a12345678 a123456789
a1b2c3d4 a1b2c3d4e5 aa123456 aaaaaaaa abc12345 abc123456 abcabcabc abcd1234 abcdefgh abcdefghi abcdefghij access14
admin123 admin1234 admin12345 administrator adminadmin airborne aleksandr alejandro alexander alexandra america1
angelica antonio1 arsenal1 asdasdasd asdf1234 asdfasdf asdfghjk asdfghjkl asdfjkl; asdqwe123 azerty123 azertyui
azertyuiop babygirl baseball baseball1 basketball beautiful benjamin bismillah blink182 brooklyn business
butterfly caroline carolina changeit changeme changeme1 charlie1 chelsea1 chocolate christian christina
christine chicken1 chocolat cocacola computer computer1 corvette cristina danielle database december default1
dolphins dragonfly dragon123 einstein elephant elizabeth estrella facebook fernando football football1
forever1 fortytwo freedom1 fuckyou1 gabriela gateway1 geheim123 godzilla goodluck google123 hallo123 hardcore
hello123 helloworld hellokitty iloveyou iloveyou1 iloveyou2 inuyasha internet isabella january1 jessica1
jennifer jonathan jordan23 katherine kimberly knight12 kristina lampard1 letmein1 letmein123 letmeinn liverpool
liverpool1 losenord lösenord lovelove loveyou1 lovers12 manchester marlboro maverick mercedes metallica
michael1 michelle midnight monkey123 mustang1 mypassword naruto123 national natalie1 newpassword nicholas
november october1 onelove1 p4ssword p@$$w0rd p@ssw0rd p@ssword pa$$w0rd pa$$word pa55w0rd pa55word passpass
passport passw0rd password password1 password12 password123 password1234 password2 pass1234 pass12345
patricia pakistan philippe playboy1 pokemon1 porsche1 postgres precious princess princess1 professor
q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxed qazwsxedc qazxswed qwaszx12 qweasdzxc qweqweqwe qwer1234 qwerasdf
qwerqwer qwert123 qwert12345 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyui qwertyuiop
qwertzui qwertzuiop remember rockyou1 root1234 rootroot rush2112 samantha samsung1 sandra12 scarlett schalke04
scorpion sebastian secret12 secret123 security september serenity servicecenter service1 shopping slipknot
snickers softball sommar2024 sommar2025 sommar2026 spiderman spring2024 spring2025 spring2026 starwars
stefan12 stephanie summer12 summer2024 summer2025 summer2026 sunshine sunshine1 superman superman1 superstar
support1 survivor sweetheart sweetpea system32 temp1234 teacher1 telecom1 temppass test1234 test12345 testtest
thailand thunder1 tigers12 tinkerbell toor1234 trustno1 tweety12 undertaker unknown1 user1234 valentina
vanessa1 veronica victoria vincent1 volleyball warcraft webmaster welcome1 welcome12 welcome123 westside
whatever william1 willkommen windows1 winter2024 winter2025 winter2026 wolverine wordpass xxxxxxxx yankees1
yugioh12 zaq12wsx zaq1xsw2 zxcvbnm1 zxcvbnm123 zxcvbnmm zzzzzzzz
"""

COMMON = frozenset(_LIST.split())
