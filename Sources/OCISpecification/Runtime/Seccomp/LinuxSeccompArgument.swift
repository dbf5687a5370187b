public import JSONText

/// A condition on an argument of a system call.
public struct LinuxSeccompArgument: JSONDirect, Hashable, Sendable {
    /// 0 to 5.
    public var index: UInt
    public var value: UInt64
    /// For `SCMP_CMP_MASKED_EQ`: what the masked argument has to be.
    public var valueTwo: UInt64?
    /// Such as `SCMP_CMP_EQ`.
    public var op: String

    public init(index: UInt, value: UInt64, valueTwo: UInt64? = nil, op: String) {
        self.index = index
        self.value = value
        self.valueTwo = valueTwo
        self.op = op
    }
}

extension LinuxSeccompArgument {
    public init(reading json: inout JSONReader) throws(JSONError) {
        index = try json.required("index")
        value = try json.required("value")
        valueTwo = try json.optional("valueTwo")
        op = try json.required("op")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("index", index)
        try json.add("value", value)
        try json.add("valueTwo", valueTwo)
        try json.add("op", op)
    }
}
