public import JSONText

/// The `{}` that Go writes as the value of a member of a set. What other programs put in it is passed over.
public struct EmptyObject: JSONDirect, Hashable, Sendable {
    public init() {}
    public init(reading json: inout JSONReader) throws(JSONError) {}
    public func write(to json: inout JSONObjectWriter) throws(JSONError) {}
}
