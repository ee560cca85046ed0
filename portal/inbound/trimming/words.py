"""The words in which mail programs say that somebody else's begin, in many languages and in small letters."""

from __future__ import annotations

# "On Monday ... wrote:": what such a line begins with. Others begin with a day of the week or a figure.
STARTS = (
    "on ", "am ", "le ", "el ", "il ", "in data ", "op ", "den ", "på ", "em ", "no dia ", "às ", "dne ", "dnia ",
    "w dniu ", "vào ", "în ", "στις ", "在", "于",
)  # fmt: skip
WEEKDAYS = (
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mån", "tis", "ons", "tor", "fre", "lör", "sön", "man", "tir",
    "lør", "søn", "ma ", "ti ", "ke ", "to ", "pe ", "la ", "su ", "pon", "wt", "śr", "czw", "pt", "sob", "niedz",
    "po ", "út ", "st ", "čt ", "pá ", "so ", "ne ", "пн", "вт", "ср", "чт", "пт", "сб", "вс",
)  # fmt: skip
# ... and what stands right before its colon,
ENDS = (
    "wrote", "a écrit", "escribió", "escribio", "ha scritto", "escreveu", "geschreven", "geschrieben", "kirjoitti",
    "napisał(a)", "napisał", "napisała", "pisze", "napsal(a)", "napsal", "napsala", "написал(а)", "написал", "пишет",
    "пише", "írta", "yazdı", "a scris", "έγραψε", "schrieb", "schreef", "skrev", "写道", "寫道", "đã viết",
    "のメッセージ", "작성",
)  # fmt: skip
# ... or between the moment and the name.
MIDDLES = (" schrieb ", " schreef ", " skrev ", " ezt írta ")

FROM = frozenset(
    ("from", "von", "de", "från", "van", "fra", "da", "od", "lähettäjä", "feladó", "от", "від", "kimden", "发件人",
     "寄件者", "差出人", "보낸 사람")
)  # fmt: skip
WHEN = frozenset(
    ("sent", "date", "gesendet", "datum", "envoyé", "envoye", "enviado", "enviado el", "enviada em", "fecha", "data",
     "skickat", "verzonden", "sendt", "dato", "inviato", "wysłano", "wysłane", "odesláno", "lähetetty", "päivämäärä",
     "päiväys", "elküldve", "отправлено", "дата", "надіслано", "gönderildi", "tarih", "发送时间", "日期", "送信日時",
     "寄件日期", "보낸 날짜")
)  # fmt: skip
TO = frozenset(
    ("to", "an", "à", "para", "till", "aan", "til", "a", "do", "komu", "vastaanottaja", "címzett", "кому", "kime",
     "收件人", "收件者", "宛先", "받는 사람")
)  # fmt: skip
SUBJECT = frozenset(
    ("subject", "betreff", "objet", "asunto", "ämne", "onderwerp", "emne", "oggetto", "assunto", "temat", "předmět",
     "aihe", "tárgy", "тема", "konu", "主题", "主旨", "件名", "제목")
)  # fmt: skip
# They stand between the others, and say nothing by themselves.
OTHERS = frozenset(
    ("cc", "kopia", "kopie", "copie", "kopi", "dw", "копия", "抄送", "bcc", "reply-to", "importance", "priority",
     "priorität", "wichtigkeit", "attachments", "anlagen", "organisation", "organization")
)  # fmt: skip

# "-----Original Message-----", without its dashes.
ORIGINALS = frozenset(
    ("original message", "original email", "reply message", "antwort nachricht", "ursprüngliche nachricht",
     "originalnachricht", "originalmeldung", "message d'origine", "message d’origine", "message original",
     "courriel original", "mensaje original", "ursprungligt meddelande", "originalmeddelande", "oorspronkelijk bericht",
     "origineel bericht", "oprindelig meddelelse", "oprindelig besked", "opprinnelig melding",
     "original melding", "messaggio originale", "mensagem original", "alkuperäinen viesti",
     "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "eredeti üzenet", "исходное сообщение",
     "orijinal mesaj", "原始邮件", "原始郵件", "元のメッセージ")
)  # fmt: skip
FORWARDS = frozenset(
    ("forwarded message", "begin forwarded message", "weitergeleitete nachricht",
     "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "message transféré",
     "début du message réexpédié", "début du message transféré", "mensaje reenviado", "inicio del mensaje reenviado",
     "vidarebefordrat meddelande", "vidarebefordrat brev", "doorgestuurd bericht", "begin doorgestuurd bericht",
     "videresendt meddelelse", "videresendt melding", "messaggio inoltrato", "inizio messaggio inoltrato",
     "mensagem encaminhada", "mensagem reencaminhada", "välitetty viesti", "przekazana wiadomość")
)  # fmt: skip

# "Sent from my iPhone": a line that says that something was sent, and names what with.
SENT = (
    "sent from", "sent with", "sent via", "get outlook", "download outlook", "gesendet", "diese nachricht wurde von",
    "von meinem", "holen sie sich outlook", "outlook für", "envoyé", "obtenir outlook", "obtenez outlook",
    "télécharger outlook", "téléchargez outlook", "enviado", "obtener outlook", "descargar outlook", "skickat",
    "skickades", "hämta outlook", "hanki outlook", "verzonden", "verstuurd", "outlook voor", "download", "sendt",
    "hent outlook", "få outlook", "inviato", "scarica outlook", "ottieni outlook", "obter o outlook", "lähetetty",
    "wysłane", "wysłano", "odesláno", "отправлено", "发自我的",
)  # fmt: skip
DEVICES = (
    "iphone", "ipad", "ios", "android", "galaxy", "samsung", "outlook", "proton", "yahoo", "gmail", "gmx", "web.de",
    "k-9", "fairmail", "thunderbird", "blackberry", "huawei", "xiaomi", "pixel", "mobil", "smartphone", "phone",
    "telefon", "handy", "tablet", "windows", "mail for", "mail app", "mail-app", "apple mail", "spark", "aquamail",
)  # fmt: skip
# What the mail server of a company hangs under every mail.
NOTICES = (
    "confidential", "vertraulich", "confidentiel", "confidencial", "konfidentiell", "vertrouwelijk", "fortrolig",
    "riservat", "virus-free", "virenfrei", "checked for viruses", "auf viren geprüft",
)  # fmt: skip
