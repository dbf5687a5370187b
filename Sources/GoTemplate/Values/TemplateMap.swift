/// Values under text keys. Go goes through a map in the order of its keys; so does everything here.
public struct TemplateMap: Sendable {
    private let entries: [String: TemplateValue]
    /// The order in which the entries came, for `json` of what stands for a struct.
    private let order: [String]
    /// Set for a map that stands for a Go struct: a field that it does not have is then an error, which names this type.
    public let typeName: String?

    public init(_ pairs: [(String, TemplateValue)], typeName: String? = nil) {
        entries = Dictionary(pairs) { _, last in last }
        order = pairs.map { $0.0 }
        self.typeName = typeName
    }

    public var count: Int { entries.count }
    public subscript(key: String) -> TemplateValue? { entries[key] }
    public var sortedKeys: [String] { entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The keys as `json` writes them: a struct's in the order of its fields, a map's sorted.
    var writtenKeys: [String] { typeName == nil ? sortedKeys : order }

    /// Whether every value is a text: then a missing one is an empty text, as in Go's `map[string]string`.
    var holdsOnlyStrings: Bool { entries.values.allSatisfy { $0.isString } }

    var goType: String { typeName ?? (holdsOnlyStrings ? "map[string]string" : "map[string]interface {}") }
}
