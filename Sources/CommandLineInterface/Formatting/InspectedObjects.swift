internal import ContainerEngine
internal import JSONText

/// The verbs that inspect objects of one kind: what there is goes to standard output, what there is not is complained about.
enum InspectedObjects {
    /// Answers the exit code.
    static func print(
        _ words: [String], format: String?, verb: String, missing: (String) -> String,
        document: (String) throws(EngineError) -> JSONValue?
    ) throws(EngineError) -> Int32 {
        var documents: [JSONValue] = []
        var complaints: [String] = []
        for word in words {
            do throws(EngineError) {
                if let found = try document(word) { documents.append(found) } else { complaints.append(missing(word)) }
            } catch { complaints.append(error.message) }
        }
        Console.write(try InspectOutput.text(documents, format: format, verb: verb), to: 1)
        for complaint in complaints { Console.complain("Error: inspecting object: \(complaint)") }
        return complaints.isEmpty ? 0 : 125
    }
}
