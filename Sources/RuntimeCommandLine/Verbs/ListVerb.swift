internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText
internal import Linux
internal import OCISpecification

enum ListVerb {
    struct Options: Sendable {
        var format = "table"
        var quiet = false
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "", description: "Lists the containers below the root directory.",
            options: [
                .value(
                    "format", short: "f", "FORMAT", "table or json", default: "table",
                    completes: .values(["table", "json"])
                ) { (options, text) throws(UsageError) in
                    guard text == "table" || text == "json" else {
                        throw UsageError.invalidValue("it has to be table or json")
                    }
                    options.format = text
                },
                .flag("quiet", short: "q", "Print names only") { $0.quiet = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let reports = try reports(call.globals)
                if call.options.quiet {
                    StandardOutput.write(reports.map { $0.record.id + "\n" }.joined())
                } else if call.options.format == "json" {
                    StandardOutput.write(JSONValue.array(reports.map { $0.value }).text + "\n")
                } else {
                    StandardOutput.write(table(reports))
                }
                return 0
            }
        }
    }

    private static func reports(_ globals: RuntimeOptions) throws(RuntimeError) -> [ContainerReport] {
        let root = globals.stateRoot
        let found: [String]
        do throws(SystemCallError) { found = try names(in: root).sorted() } catch {
            throw RuntimeError(doing: "list containers in", subject: root, cause: error)
        }
        var reports: [ContainerReport] = []
        for name in found {
            do throws(RuntimeError) {
                let directory = try globals.directory(name)
                let record = try directory.read()
                reports.append(ContainerReport(record, try directory.status(record)))
            } catch {
                // Removed between our two looks, or one that `create` is just making.
                if error.code != .noSuchContainer { globals.errorLog.report(error) }
            }
        }
        return reports
    }

    private static func table(_ reports: [ContainerReport]) -> String {
        var rows = [["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]]
        for report in reports {
            let record = report.record
            rows.append([
                record.id, "\(report.pid)", report.status.rawValue, record.bundle, record.created,
                record.owner == "0" ? "root" : record.owner,
            ])
        }
        var widths = [Int](repeating: 0, count: 6)
        for row in rows { for (column, text) in row.enumerated() { widths[column] = max(widths[column], text.count) } }
        var text = ""
        for row in rows {
            for (column, cell) in row.enumerated() {
                text += cell
                if column < 5 { text += String(repeating: " ", count: max(12, widths[column] + 3) - cell.count) }
            }
            text += "\n"
        }
        return text
    }
}
