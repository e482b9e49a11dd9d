# The demo: what the characters' mail programs write themselves.
demo-attribution = On { $date } at { $time }, { $name } <{ $address }> wrote:
demo-attribution-short = On { $date } at { $time }, { $name } wrote:
demo-quoted-fields =
    -----Original Message-----
    From: { $name } <{ $address }>
    Sent: { $date } { $time }
    To: { $list }
    Subject: { $subject }
demo-phone-signature = Sent from my phone
