/// A message of D-Bus, as far as calls to systemd need it.
struct BusMessage: Hashable, Sendable {
    enum Kind: UInt8, Sendable { case call = 1, answer, failure, signal }

    var kind: Kind
    var serial: UInt32 = 0
    var path = ""
    var interface = ""
    var member = ""
    var destination = ""
    /// The name of an error.
    var failure = ""
    /// The call that this is the answer to.
    var answers: UInt32 = 0
    var signature = ""
    var body: [UInt8] = []

    /// The whole message (D-Bus specification, "Message Format").
    var bytes: [UInt8] {
        var writer = BusWriter()
        writer.byte(UInt8(ascii: "l"))
        writer.byte(kind.rawValue)
        writer.byte(0)
        writer.byte(1)
        writer.number(UInt32(body.count))
        writer.number(serial)
        let texts: [(UInt8, String, String)] = [
            (1, "o", path), (2, "s", interface), (3, "s", member), (4, "s", failure), (6, "s", destination),
        ]
        writer.array(alignment: 8) { writer in
            for (code, type, value) in texts where !value.isEmpty {
                writer.align(8)
                writer.byte(code)
                writer.signature(type)
                writer.text(value)
            }
            if answers != 0 {
                writer.align(8)
                writer.byte(5)
                writer.signature("u")
                writer.number(answers)
            }
            if !signature.isEmpty {
                writer.align(8)
                writer.byte(8)
                writer.signature("g")
                writer.signature(signature)
            }
        }
        writer.align(8)
        writer.append(body)
        return writer.bytes
    }

    /// How many bytes the message has that begins with these 16; nil where they are none of a message.
    static func length(of head: [UInt8]) -> Int? {
        guard head.count >= 16, head[0] == UInt8(ascii: "l"), head[3] == 1 else { return nil }
        var reader = BusReader(head, at: 4)
        guard let body = reader.number(), reader.number() != nil, let fields = reader.number() else { return nil }
        // As long as a message may be.
        guard body <= 1 << 27, fields <= 1 << 26 else { return nil }
        return (16 + Int(fields) + 7) / 8 * 8 + Int(body)
    }

    init(calling member: String, of interface: String, path: String, at destination: String) {
        kind = .call
        self.path = path
        self.interface = interface
        self.member = member
        self.destination = destination
    }

    /// Reads a whole message; nil where it is damaged.
    init?(parsing bytes: [UInt8]) {
        guard let length = Self.length(of: bytes), bytes.count == length, let kind = Kind(rawValue: bytes[1]) else { return nil }
        self.kind = kind
        var reader = BusReader(bytes, at: 4)
        guard let size = reader.number(), let serial = reader.number(), let fields = reader.number() else { return nil }
        self.serial = serial
        let end = 16 + Int(fields)
        while reader.place < end {
            reader.align(8)
            guard reader.place < end else { break }
            guard let code = reader.byte(), let type = reader.signature() else { return nil }
            switch type {
            case "s", "o":
                guard let text = reader.text() else { return nil }
                switch code {
                case 1: path = text
                case 2: interface = text
                case 3: member = text
                case 4: failure = text
                case 6: destination = text
                default: break
                }
            case "u":
                guard let number = reader.number() else { return nil }
                if code == 5 { answers = number }
            case "g":
                guard let text = reader.signature() else { return nil }
                if code == 8 { signature = text }
            default: return nil
            }
        }
        body = Array(bytes[(length - Int(size))...])
    }
}
