//! A name server on loopback with zones that a test writes. Names nobody wrote do not exist.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use palabre::dns::Resolver;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// How a name behaves.
#[derive(Clone, Debug)]
pub enum Zone {
    /// These mail hosts, by preference; an empty one is the null MX.
    Mx(Vec<(u16, String)>),
    /// This address.
    Host(IpAddr),
    /// These texts.
    Txt(Vec<String>),
    /// NOERROR and no record.
    Empty,
    /// This code.
    Code(ResponseCode),
    /// No answer at all.
    Silent,
}

type Zones = Arc<Mutex<HashMap<String, Zone>>>;

/// The running server; it ends when dropped.
pub struct Dns {
    address: SocketAddr,
    zones: Zones,
    task: JoinHandle<()>,
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Dns {
    /// A server without zones.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let zones = Zones::default();
        let known = zones.clone();
        let task = tokio::spawn(async move {
            let mut buffer = [0; 2048];
            while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
                if let Some(answer) = answer(&known, &buffer[..length]) {
                    let _ = socket.send_to(&answer, peer).await;
                }
            }
        });
        Self { address, zones, task }
    }

    /// Writes a zone.
    pub fn set(&self, name: &str, zone: Zone) -> &Self {
        self.zones.lock().unwrap().insert(name.to_owned(), zone);
        self
    }

    /// A domain with one mail host, at this address.
    pub fn mail(&self, domain: &str, at: IpAddr) -> &Self {
        let host = format!("mx.{domain}");
        self.set(domain, Zone::Mx(vec![(10, host.clone())])).set(&host, Zone::Host(at))
    }

    /// A text at a name.
    pub fn txt(&self, name: &str, text: &str) -> &Self {
        self.set(name, Zone::Txt(vec![text.to_owned()]))
    }

    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Somebody who asks this server.
    pub fn resolver(&self) -> Arc<Resolver> {
        Arc::new(Resolver::new(&[self.address]).unwrap())
    }
}

fn answer(zones: &Zones, question: &[u8]) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).unwrap();
    let query = question.queries[0].clone();
    let name = query.name().to_ascii().trim_end_matches('.').to_lowercase();
    let mut answer = Message::response(question.metadata.id, OpCode::Query);
    answer.metadata.recursion_available = true;
    answer.metadata.recursion_desired = true;
    answer.add_query(query.clone());
    let record = |data| Record::from_rdata(query.name().clone(), 60, data);
    match zones.lock().unwrap().get(&name).cloned() {
        None => answer.metadata.response_code = ResponseCode::NXDomain,
        Some(Zone::Code(code)) => answer.metadata.response_code = code,
        Some(Zone::Silent) => return None,
        Some(Zone::Mx(hosts)) if query.query_type() == RecordType::MX => {
            for (preference, host) in hosts {
                let exchange = Name::from_ascii(format!("{host}.")).unwrap();
                answer.add_answer(record(RData::MX(MX::new(preference, exchange))));
            }
        }
        Some(Zone::Host(IpAddr::V4(ip))) if query.query_type() == RecordType::A => {
            answer.add_answer(record(RData::A(A(ip))));
        }
        Some(Zone::Host(IpAddr::V6(ip))) if query.query_type() == RecordType::AAAA => {
            answer.add_answer(record(RData::AAAA(AAAA(ip))));
        }
        Some(Zone::Txt(texts)) if query.query_type() == RecordType::TXT => {
            for text in texts {
                // RFC 1035 §3.3: a character-string has 255 octets at most.
                let pieces = text.as_bytes().chunks(255);
                let pieces = pieces.map(|p| String::from_utf8(p.to_vec()).unwrap()).collect();
                answer.add_answer(record(RData::TXT(TXT::new(pieces))));
            }
        }
        Some(Zone::Empty | Zone::Mx(_) | Zone::Host(_) | Zone::Txt(_)) => {}
    }
    Some(answer.to_vec().unwrap())
}
