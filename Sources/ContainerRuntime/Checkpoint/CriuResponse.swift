/// What criu answers (`criu_resp`), and what it tells on the way.
struct CriuResponse: Equatable {
    var kind: Int32 = 0
    var success = false
    /// Of a restore: the first process. Of a notification: the process that it is about.
    var process: Int32 = 0
    /// The name of a notification.
    var notification: String?
    var error: Int32 = 0
    var message: String?
    var version: (major: Int32, minor: Int32, patch: Int32)?
    var tracksMemory = false

    init(_ bytes: [UInt8]) throws(RuntimeError) {
        do throws(ProtocolBufferReader.Damage) { try read(bytes[...]) } catch {
            throw RuntimeError(.lost, doing: "read the answer of criu", cause: "it is damaged")
        }
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>) throws(ProtocolBufferReader.Damage) {
        try Self.fields(bytes) { (field, value) throws(ProtocolBufferReader.Damage) in
            switch (field, value) {
            case (1, .number(let number)): kind = Int32(truncatingIfNeeded: number)
            case (2, .number(let number)): success = number != 0
            case (4, .content(let content)): process = try Self.number(1, in: content)
            case (5, .content(let content)):
                notification = ""
                try Self.fields(content) { (field, value) throws(ProtocolBufferReader.Damage) in
                    switch (field, value) {
                    case (1, .content(let text)): notification = String(decoding: text, as: UTF8.self)
                    case (2, .number(let number)): process = Int32(truncatingIfNeeded: number)
                    default: return
                    }
                }
            case (7, .number(let number)): error = Int32(truncatingIfNeeded: number)
            case (8, .content(let content)): tracksMemory = try Self.number(1, in: content) != 0
            case (9, .content(let text)): message = String(decoding: text, as: UTF8.self)
            case (10, .content(let content)):
                version = (
                    try Self.number(1, in: content), try Self.number(2, in: content), try Self.number(4, in: content)
                )
            default: return
            }
        }
    }

    /// A number of a message inside; 0 where it has none.
    private static func number(_ wanted: UInt64, in content: ArraySlice<UInt8>) throws(ProtocolBufferReader.Damage) -> Int32 {
        var found: Int32 = 0
        try fields(content) { (field, value) throws(ProtocolBufferReader.Damage) in
            if field == wanted, case .number(let number) = value { found = Int32(truncatingIfNeeded: number) }
        }
        return found
    }

    private static func fields(
        _ bytes: ArraySlice<UInt8>, _ body: (UInt64, ProtocolBufferReader.Value) throws(ProtocolBufferReader.Damage) -> Void
    ) throws(ProtocolBufferReader.Damage) {
        var reader = ProtocolBufferReader(bytes)
        while let (field, value) = try reader.next() { try body(field, value) }
    }

    static func == (left: CriuResponse, right: CriuResponse) -> Bool {
        left.kind == right.kind && left.success == right.success && left.process == right.process
            && left.notification == right.notification && left.error == right.error && left.message == right.message
            && left.tracksMemory == right.tracksMemory && left.version?.major == right.version?.major
            && left.version?.minor == right.version?.minor && left.version?.patch == right.version?.patch
    }
}
