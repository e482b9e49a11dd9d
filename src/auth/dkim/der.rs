//! The few shapes of DER (X.690) that keys are written in. Reads nothing: that is ring's work.

/// INTEGER.
pub const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
/// `rsaEncryption` with its NULL (RFC 8017 appendix A.1).
const RSA: &[u8] =
    &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// One value with its tag and length.
pub fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let first = length.iter().position(|b| *b != 0).unwrap_or(length.len());
    let length = length.get(first..).unwrap_or_default();
    let mut out = vec![tag];
    match length {
        [] => out.push(0),
        [short @ 0..=0x7f] => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A number, most significant octet first.
pub fn integer(octets: &[u8]) -> Vec<u8> {
    let first = octets.iter().position(|b| *b != 0).unwrap_or(octets.len());
    let octets = octets.get(first..).unwrap_or_default();
    // Numbers have a sign: a first bit of 1 would make this one negative.
    let sign: &[u8] = if octets.first().is_none_or(|b| *b > 0x7f) { &[0] } else { &[] };
    value(INTEGER, &[sign, octets].concat())
}

/// Values after one another.
pub fn sequence(values: &[Vec<u8>]) -> Vec<u8> {
    value(SEQUENCE, &values.concat())
}

/// An RSAPrivateKey as PKCS #8 (RFC 5958 §2).
pub fn rsa_pkcs8(private: &[u8]) -> Vec<u8> {
    sequence(&[integer(&[0]), RSA.to_vec(), value(OCTET_STRING, private)])
}

/// An RSAPublicKey as SubjectPublicKeyInfo (RFC 5280 §4.1): what RFC 6376 §3.6.1 wants in `p=`.
pub fn rsa_public(public: &[u8]) -> Vec<u8> {
    sequence(&[RSA.to_vec(), value(BIT_STRING, &[&[0], public].concat())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_signs() {
        assert_eq!(value(OCTET_STRING, &[]), [4, 0]);
        assert_eq!(value(OCTET_STRING, &[7; 127])[..3], [4, 127, 7]);
        assert_eq!(value(OCTET_STRING, &[7; 128])[..4], [4, 0x81, 128, 7]);
        assert_eq!(value(OCTET_STRING, &[7; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(integer(&[0, 0, 5]), [2, 1, 5]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[0]), [2, 1, 0]);
    }
}
