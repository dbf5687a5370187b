/// A type that writes itself as an object, member by member, instead of through synthesized `Encodable`: for what is
/// written in every `run`.
public protocol JSONWritable: Encodable {
    func write(to json: inout JSONObjectWriter) throws(JSONError)
}

extension JSONWritable {
    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? NodeEncoder else {
            throw JSONError(.unwritable, "\(Self.self) can be written only as JSON text")
        }
        encoder.place.fill(.writable(self))
    }
}

/// Both ways.
public typealias JSONDirect = JSONReadable & JSONWritable
