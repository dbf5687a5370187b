internal import ContainerEngine
internal import GoTemplate
internal import JSONText

/// The documents of `inspect` on their way to standard output: JSON, or what a template makes of each.
enum InspectOutput {
    static func text(_ documents: [JSONValue], format: String?, verb: String = "inspect") throws(EngineError) -> String {
        let asked = OutputFormat(format ?? "json", name: verb)
        guard case .template = asked.kind else {
            if case .tableOf = asked.kind {
                return try rendered(asked, documents)
            }
            return documents.isEmpty ? "[]\n" : try JSONOutput.pretty(.array(documents), spaces: 5)
        }
        return try rendered(asked, documents)
    }

    private static func rendered(_ format: OutputFormat, _ documents: [JSONValue]) throws(EngineError) -> String {
        do throws(TemplateError) { return try format.render(documents.map(template)) ?? "" } catch {
            throw EngineError(.invalid, error.description)
        }
    }

    /// A document whose members are fields: to ask for one that it does not have is an error, as in Go.
    static func template(_ document: JSONValue) -> TemplateValue {
        guard case .object(let object) = document else { return TemplateValue(document) }
        let typeName = "interface {}"
        guard case .map(let map) = TemplateValue(document, typeName: typeName) else { return TemplateValue(document) }
        var fields: [TemplateRecord.Field] = []
        let unwritten = UnwrittenFields.of(object)
        for member in object.members {
            fields.append(.value(member.key, unwritten.complete(map[member.key] ?? .nil, member.key, member.value)))
        }
        for (name, value) in unwritten.top where object[name] == nil { fields.append(.value(name, value)) }
        // The names of the fields in Go, where they are not those of the members.
        for (name, key) in [("ID", "Id"), ("Id", "ID")] where object[name] == nil {
            if let value = map[key] { fields.append(.value(name, value)) }
        }
        return .record(TemplateRecord(typeName, fields, json: { document }))
    }
}
