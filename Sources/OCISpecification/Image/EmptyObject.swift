package import JSONText

/// The `{}` that Go writes as the value of a member of a set. What other programs put in it is passed over.
package struct EmptyObject: JSONDirect, Hashable, Sendable {
    package init() {}
    package init(reading json: inout JSONReader) throws(JSONError) {}
    package func write(to json: inout JSONObjectWriter) throws(JSONError) {}
}
