import Exports
import HTTP
import Store
import Workshop

/// What a workshop takes over from earlier ones, and the trail that it leaves.
extension Routes {
    /// Everything under `/facilitator/CODE/carry`: choose what to take over, and take it.
    func carry(_ visit: Visit, _ workshop: Workshop, isGet: Bool) async throws -> Response {
        let form = visit.request.form
        var notice: Notice?
        let typed = form["pack"] ?? ""
        if !isGet {
            let source = (form["source"] ?? "").split(separator: "/").map { String($0) }
            do {
                let (title, options) = try await handedOn(form, source)
                let step = try await carry(title, options, into: workshop, visit)
                return reply.seeOther("/facilitator/\(workshop.code)/agenda#step-\(step)")
            } catch let refusal as Refusal {
                notice = Notice(isError: true, text: pages.reason(refusal, visit.wording))
            } catch let problem as AgendaProblem {
                notice = Notice(isError: true, text: words(problem, visit.wording, workshop.language))
            } catch is BundleError {
                notice = Notice(isError: true, text: visit.wording["carry_no_pack"])
            }
        }
        let earlier = try await store.wholeWorkshops().map(\.workshop).filter { $0.code != workshop.code }
        let html = pages.carry(visit.frame, workshop, earlier, typed: typed, notice: notice)
        return reply.page(html, status: notice == nil ? 200 : 422)
    }

    /// Puts what an earlier workshop called `title` hands on into the agenda of another; returns the new step's name.
    func carry(
        _ title: String, _ options: [Option], into workshop: Workshop, _ visit: Visit
    ) async throws -> String {
        if options.isEmpty { throw Refusal.noSuchItem }
        let words = LocalizedText(assets.languages.mapValues { $0.text("carry_from", ["title": title]) })
        let definition = ActivityDefinition(
            name: AgendaEdit.freeName(like: "carried", in: workshop.agenda.map(\.definition)), title: words,
            prompt: words, minutes: 0, kind: CarriedKind(options: options))
        _ = try await store.edit(.add(definition, after: nil), in: workshop.code, by: visit.facilitator)
        return definition.name
    }

    /// What is handed on: from a pasted pack, or from an earlier workshop of this box.
    private func handedOn(_ form: Form, _ source: [String]) async throws -> (title: String, options: [Option]) {
        if let pack = form["pack"], !pack.allSatisfy(\.isWhitespace) {
            let read = try Pack(Array(pack.utf8))
            return (read.title, read.options)
        }
        guard source.count == 3, let code = SpokenCode(source[0], length: SpokenCode.joinLength),
            let activity = Identifier(source[1]), let take = ItemReference.Part(rawValue: source[2])
        else { throw Refusal.missingField(name: "source") }
        let options = try await store.carried(
            from: code, activity: activity, take: take, count: Int(form["count"] ?? "") ?? 3)
        return (try await store.workshop(code)?.title ?? "", options)
    }

    /// The trail of an item.
    func trail(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        guard let item = visit.request.query("item") else {
            return reply.seeOther("/facilitator/\(workshop.code)/lenses")
        }
        let steps = try await store.trail(of: item, in: workshop.code)
        return reply.page(pages.trail(visit.frame, workshop, steps))
    }
}

extension Pages {
    /// What earlier workshops can hand on.
    func carry(
        _ frame: Frame, _ workshop: Workshop, _ earlier: [Workshop], typed: String, notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        let workshops = earlier.compactMap { other -> [String: Any]? in
            var sources: [[String: Any]] = []
            for activity in other.agenda where activity.isRevealed || activity.kind is CarriedKind {
                var parts: [ItemReference.Part] = []
                if activity.kind.writing != nil { parts += [.ideas, .groups] }
                if activity.kind.takesBallots, activity.kind.items != nil { parts.append(.top) }
                if activity.kind is CarriedKind { parts.append(.items) }
                sources += parts.map { part in
                    [
                        "value": "\(other.code)/\(activity.id)/\(part.rawValue)",
                        "label": "\(words(activity.definition.title, wording, other.language)): "
                            + wording["step_take_\(part.rawValue)"],
                    ]
                }
            }
            return sources.isEmpty ? nil : ["title": other.title, "sources": sources]
        }
        var content: [String: Any] = [
            "code": workshop.code.description, "workshops": workshops, "isEmpty": workshops.isEmpty,
            "typed": typed,
        ]
        content["notice"] = Self.notice(notice)
        return document(frame, main: "carry", title: wording["carry_title"], isInline: false, content)
    }

    /// The trail from where something began to what came of it.
    func trail(_ frame: Frame, _ workshop: Workshop, _ steps: [TrailStep]) -> [UInt8] {
        let wording = frame.wording
        let content: [String: Any] = [
            "code": workshop.code.description,
            "steps": steps.map { step -> [String: Any] in
                [
                    "workshop": step.title, "text": step.text, "sort": wording["trail_\(step.sort.rawValue)"],
                    "results": step.results.map { result in
                        wording.text(
                            result.isTied ? "trail_result_tied" : "trail_result",
                            [
                                "activity": words(result.activity, wording, workshop.language),
                                "place": String(result.place), "count": String(result.of),
                            ])
                    },
                ]
            },
        ]
        return document(frame, main: "trail", title: wording["trail_title"], isInline: false, content)
    }
}
