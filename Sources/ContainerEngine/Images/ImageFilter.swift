public import ImageStorage
public import Linux
internal import OCISpecification

/// `--filter` of lists of images: values of one key are alternatives where the key names images, and conditions otherwise.
public struct ImageFilter: Sendable {
    private enum Condition: Sendable {
        case dangling(Bool)
        case before(Timestamp)
        case after(Timestamp)
        case label(key: String, value: String?, wanted: Bool)
        case readOnly(Bool)
        case manifest(Bool)
        case intermediate(Bool)
        case containers(Bool)
    }
    private var conditions: [Condition] = []
    /// Patterns of references, as `images NAME` and `reference=` give them, with the image that one names exactly.
    private var references: [(pattern: String, found: FoundImage?)] = []
    private var ids: [String] = []
    private var digests: [String] = []
    private let engine: Engine

    public var isEmpty: Bool { conditions.isEmpty && references.isEmpty && ids.isEmpty && digests.isEmpty }

    /// Reads `KEY=VALUE` each.
    public init(_ texts: [String], engine: Engine) throws(EngineError) {
        self.engine = engine
        for text in texts { try add(text) }
    }

    private mutating func add(_ text: String) throws(EngineError) {
        guard let equals = text.firstIndex(of: "=") else {
            throw EngineError(.invalid, "invalid image filter \"\(text)\": must be in the format \"filter=value\"")
        }
        var key = String(text[..<equals])
        var value = String(text[text.index(after: equals)...])
        var wanted = true
        if key.hasSuffix("!") {
            wanted = false
            key.removeLast()
        }
        guard wanted || key == "label" else { throw EngineError(.invalid, "unsupported image filter \"\(key)!\"") }
        switch key {
        case "dangling": conditions.append(.dangling(try flag(value, key)))
        case "intermediate": conditions.append(.intermediate(try flag(value, key)))
        case "readonly": conditions.append(.readOnly(try flag(value, key)))
        case "manifest": conditions.append(.manifest(try flag(value, key)))
        case "containers":
            // There are no containers of others.
            conditions.append(.containers(value == "external" ? false : try flag(value, key)))
        case "before": conditions.append(.before(try moment(of: value)))
        case "after", "since": conditions.append(.after(try moment(of: value)))
        case "until": conditions.append(.before(try FilterTime.parse(value)))
        case "label":
            var name = value
            var content: String?
            if let equals = value.firstIndex(of: "=") {
                name = String(value[..<equals])
                content = String(value[value.index(after: equals)...])
            }
            conditions.append(.label(key: name, value: content, wanted: wanted))
        case "id": ids.append(value.hasPrefix("sha256:") ? String(value.dropFirst(7)) : value)
        case "digest": digests.append(value)
        case "reference":
            while value.hasSuffix("/") { value.removeLast() }
            let store = engine.images
            let isPattern = value.contains { "*?[\\".contains($0) }
            let found =
                isPattern || value.isEmpty
                ? nil : try stored { () throws(ImageStoreError) in try store.findIfPresent(value) }
            references.append((value, found))
        default: throw EngineError(.invalid, "unsupported image filter \"\(key)\"")
        }
    }

    private func flag(_ text: String, _ key: String) throws(EngineError) -> Bool {
        switch text.lowercased() {
        case "1", "t", "true": return true
        case "0", "f", "false": return false
        default: throw EngineError(.invalid, "non-boolean value \"\(text)\" for \(key) filter")
        }
    }

    private func moment(of word: String) throws(EngineError) -> Timestamp {
        try engine.findImage(word).record.created ?? Timestamp(nanoseconds: 0)
    }

    /// The names of the image that the filter leaves, or nil when it leaves the image out.
    public func names(of image: ImageRecord, users: [String: [String]]) throws(EngineError) -> [ImageName]? {
        for condition in conditions where try !holds(condition, image, users) { return nil }
        if !ids.isEmpty, !ids.contains(where: { image.id.hex.hasPrefix($0) }) { return nil }
        if !digests.isEmpty, !digests.contains(where: { image.manifest.digest.description.hasPrefix($0) }) {
            return nil
        }
        if references.isEmpty { return image.names }
        var names: [ImageName] = []
        for (pattern, found) in references {
            if let found {
                if found.id != image.id { continue }
                // By its id: under all its names.
                guard let name = found.name else { return image.names }
                if !names.contains(name) { names.append(name) }
                // A repository without a tag means all its tags.
                guard
                    pattern == name.repositoryName || pattern == name.familiarRepository
                        || name.repositoryName.hasSuffix("/" + pattern)
                else { continue }
            }
            for name in image.names where !names.contains(name) && ReferencePattern.matches(pattern, name) {
                names.append(name)
            }
        }
        return names.isEmpty ? nil : image.names.filter { names.contains($0) }
    }

    private func holds(
        _ condition: Condition, _ image: ImageRecord, _ users: [String: [String]]
    ) throws(EngineError) -> Bool {
        switch condition {
        case .dangling(let wanted): return image.isDangling == wanted
        case .before(let moment): return (image.created ?? Timestamp(nanoseconds: 0)) < moment
        case .after(let moment): return (image.created ?? Timestamp(nanoseconds: 0)) > moment
        case .label(let key, let value, let wanted):
            let labels = try engine.labels(of: image)
            let holds = labels[key].map { value == nil || $0 == value } ?? false
            return holds == wanted
        case .readOnly(let wanted): return image.isReadOnly == wanted
        // Nothing here is a mere step of a build, and lists of manifests are not listed.
        case .intermediate(let wanted): return !wanted
        case .manifest(let wanted): return !wanted
        case .containers(let wanted): return (users[image.id.hex] != nil) == wanted
        }
    }
}

extension Engine {
    public func labels(of image: ImageRecord) throws(EngineError) -> [String: String] {
        // A list without an image for this machine has no configuration.
        if image.record.isListOnly { return [:] }
        let store = images
        return try stored { () throws(ImageStoreError) in
            try store.contents(of: image.record).configuration.config?.Labels ?? [:]
        }
    }
}

/// Times of `until` and of `since`: a moment, seconds since 1970, or a span before now.
public enum FilterTime {
    public static func parse(_ text: String, now: Timestamp = .now) throws(EngineError) -> Timestamp {
        if let moment = Timestamp(rfc3339: text) { return moment }
        // A moment without its zone is taken as UTC, a day without its time as its beginning.
        if let moment = Timestamp(rfc3339: text + "Z") ?? Timestamp(rfc3339: text + "T00:00:00Z") { return moment }
        if let seconds = Int64(text) { return Timestamp(seconds: seconds) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, let seconds = Int64(parts[0]), parts[1].utf8.count <= 9, let fraction = Int64(parts[1]) {
            var scale: Int64 = 1_000_000_000
            for _ in parts[1].utf8 { scale /= 10 }
            return Timestamp(seconds: seconds).before(by: -fraction * scale)
        }
        do throws(GoDurationError) {
            return now.before(by: try GoDuration(parsing: text).nanoseconds)
        } catch {
            throw EngineError(
                .invalid,
                "\"\(text)\" is no time: give one such as 2026-05-01T10:00:00, seconds since 1970, or a span such as 24h"
            )
        }
    }
}
