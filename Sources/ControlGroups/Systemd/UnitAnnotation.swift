/// A property of the container's scope that an annotation gives, as runc and crun read it: `org.systemd.property.NAME`, with a value in
/// the text form of GVariant. A `NAME` that ends with `Sec` is a number of seconds, which systemd counts in microseconds.
enum UnitAnnotation {
    static let prefix = "org.systemd.property."

    /// Those of a container, in the order of their names.
    static func properties(of annotations: [String: String]) throws(ControlGroupError) -> [UnitProperty] {
        var found: [UnitProperty] = []
        for (key, text) in annotations.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) {
            found.append(try property(key, text))
        }
        return found
    }

    private static func property(_ key: String, _ text: String) throws(ControlGroupError) -> UnitProperty {
        let name = String(key.dropFirst(prefix.count))
        guard name.utf8.count >= 3, name.utf8.allSatisfy({ 65...90 ~= $0 || 97...122 ~= $0 }) else {
            throw refusal(key, "the name of a property has three letters or more, and nothing else")
        }
        guard let value = VariantText.parse(text) else {
            throw refusal(key, "\"\(text)\" is no boolean, number, 'text' or ['list', 'of texts'] in the text form of GVariant")
        }
        guard name.hasSuffix("Sec"), let before = name.utf8.dropLast(3).last, 97...122 ~= before else { return UnitProperty(name, value) }
        guard let seconds = value.seconds, seconds >= 0, seconds < 1.8e13 else {
            throw refusal(key, "\"\(text)\" is no number of seconds")
        }
        return UnitProperty(String(name.dropLast(3)) + "USec", .long(UInt64((seconds * 1_000_000).rounded())))
    }

    private static func refusal(_ key: String, _ cause: String) -> ControlGroupError {
        ControlGroupError(.invalidValue, doing: "read annotation", file: key, cause: cause)
    }
}

extension UnitProperty.Value {
    /// As a number, whatever its type.
    fileprivate var seconds: Double? {
        switch self {
        case .long(let number): Double(number)
        case .integer(_, let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }
}
