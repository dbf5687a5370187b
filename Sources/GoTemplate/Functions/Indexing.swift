/// `len`, `index` and `slice`.
enum Indexing {
    static func length(_ values: [TemplateValue]) throws(TemplateFailure) -> TemplateValue {
        switch values[0] {
        case .string(let text): return .int(Int64(text.utf8.count))
        case .list(let list): return .int(Int64(list.count))
        case .map(let map): return .int(Int64(map.count))
        case .nil: throw TemplateFailure("len of nil pointer")
        case .record(let record) where record.isHeader: return values[0]
        case let other: throw TemplateFailure("len of type \(other.typeName)")
        }
    }

    static func index(_ values: [TemplateValue]) throws(TemplateFailure) -> TemplateValue {
        if case .nil = values[0] { throw TemplateFailure("index of untyped nil") }
        var item = values[0]
        for index in values.dropFirst() {
            switch item {
            case .string(let text):
                let bytes = Array(text.utf8)
                item = .uint(UInt64(bytes[try place(index, count: bytes.count)]))
            case .list(let list): item = list[try place(index, count: list.count)]
            case .map(let map):
                guard case .string(let key) = index else {
                    throw TemplateFailure("value has type \(index.typeName); should be string")
                }
                item = map[key] ?? (map.holdsOnlyStrings && map.typeName == nil ? .string("") : .nil)
            case .nil: throw TemplateFailure("index of nil pointer")
            case .record(let record) where record.isHeader: break
            default: throw TemplateFailure("can't index item of type \(item.typeName)")
            }
        }
        return item
    }

    private static func place(_ index: TemplateValue, count: Int) throws(TemplateFailure) -> Int {
        let number: Int64
        switch index {
        case .int(let value): number = value
        case .uint(let value): number = Int64(clamping: value)
        case .nil: throw TemplateFailure("cannot index slice/array with nil")
        default: throw TemplateFailure("cannot index slice/array with type \(index.typeName)")
        }
        guard number >= 0, number < count else { throw TemplateFailure("index out of range: \(number)") }
        return Int(number)
    }

    static func slice(_ values: [TemplateValue]) throws(TemplateFailure) -> TemplateValue {
        if case .nil = values[0] { throw TemplateFailure("slice of untyped nil") }
        guard values.count <= 4 else { throw TemplateFailure("too many slice indexes: \(values.count - 1)") }
        let count: Int
        switch values[0] {
        case .string(let text):
            guard values.count < 4 else { throw TemplateFailure("cannot 3-index slice a string") }
            count = text.utf8.count
        case .list(let list): count = list.count
        case .record(let record) where record.isHeader: return values[0]
        default: throw TemplateFailure("can't slice item of type \(values[0].typeName)")
        }
        var bounds = [0, count, count]
        for (position, index) in values.dropFirst().enumerated() {
            bounds[position] = try place(index, count: count + 1)
        }
        guard bounds[0] <= bounds[1] else {
            throw TemplateFailure("invalid slice index: \(bounds[0]) > \(bounds[1])")
        }
        guard values.count < 4 || bounds[1] <= bounds[2] else {
            throw TemplateFailure("invalid slice index: \(bounds[1]) > \(bounds[2])")
        }
        switch values[0] {
        case .string(let text):
            return .string(String(decoding: Array(text.utf8)[bounds[0]..<bounds[1]], as: UTF8.self))
        case .list(let list): return .list(Array(list[bounds[0]..<bounds[1]]))
        default: return values[0]
        }
    }
}
