public import JSONText

/// The size of a terminal in characters.
public struct ConsoleSize: JSONDirect, Hashable, Sendable {
    public var height: UInt
    public var width: UInt

    public init(height: UInt, width: UInt) {
        self.height = height
        self.width = width
    }
}

extension ConsoleSize {
    public init(reading json: inout JSONReader) throws(JSONError) {
        height = try json.required("height")
        width = try json.required("width")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("height", height)
        try json.add("width", width)
    }
}
