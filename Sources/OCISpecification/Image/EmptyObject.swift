/// The `{}` that Go writes as the value of a member of a set. What other programs put in it is passed over.
package struct EmptyObject: Codable, Hashable, Sendable {
    package init() {}

    package init(from decoder: any Decoder) throws {}

    package func encode(to encoder: any Encoder) throws {
        _ = encoder.container(keyedBy: NoKey.self)
    }

    private enum NoKey: CodingKey {}
}
