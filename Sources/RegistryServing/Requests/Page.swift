/// A part of a list, as `n` and `last` ask for it.
struct Page: Hashable, Sendable {
    let names: [String]
    /// The name after which the next part begins; nil at the end.
    let next: String?

    /// Entries of a part when the client sets no number, and at most.
    static let limit = 10_000

    /// - Parameter all: in the order of the specification.
    init(of all: [String], count: String?, last: String?) throws(RegistryServingError) {
        var limit = Self.limit
        if let count {
            guard let number = Int(count), number >= 0 else {
                throw RegistryServingError(
                    .unsupported, "n is how many entries are wanted, not \"\(printable(count))\"", detail: "n", status: 400)
            }
            limit = min(number, limit)
        }
        var rest = all[...]
        if let last {
            let key = Self.key(last)
            rest = all[(all.firstIndex { key < Self.key($0) } ?? all.endIndex)...]
        }
        names = Array(rest.prefix(limit))
        next = rest.count > limit && limit > 0 ? names.last : nil
    }

    /// In the order of the specification: letters whatever their case.
    static func sorted(_ names: some Sequence<String>) -> [String] { names.sorted { key($0) < key($1) } }

    private static func key(_ name: String) -> (String, String) { (name.lowercased(), name) }
}
