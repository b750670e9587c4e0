import HTTP
import Store
import Workshop

/// How facilitators come in: with the box's PIN, or with its recovery code.
extension Routes {
    func signInPage(_ visit: Visit, notice: Notice?, status: Int = 200) -> Response {
        if visit.request.wantsJSON, status != 200 {
            let text = notice?.text ?? visit.wording["signin_needed"]
            return reply.json(Self.errorJSON(reason: "notSignedIn", text: text), status: status)
        }
        return reply.page(pages.signIn(visit.frame, notice: notice), status: status)
    }

    func signIn(_ visit: Visit) async throws -> Response {
        let address = visit.request.address
        let typed = (visit.request.form["pin"] ?? "").filter { !$0.isWhitespace }
        let name = visit.request.form["facilitator"] ?? ""
        let right: Bool?
        do {
            right = try await gate.guess(at: .pin, address: address) { [store] in
                try await store.box().pin == typed ? true : nil
            }
        } catch let wait as TooManyGuesses {
            return haveToWait(visit, wait)
        }
        guard right != nil else {
            let notice = Notice(isError: true, text: visit.wording["signin_wrong_pin"])
            return signInPage(visit, notice: notice, status: 403)
        }
        // Whoever comes first sets the box up, or puts it off.
        let isFirst = try await store.isUnused()
        return reply.seeOther(
            isFirst ? "/facilitator/setup" : "/facilitator",
            cookies: [Reply.cookie(Self.sessionCookie, try await store.signIn(name: name))])
    }

    private func haveToWait(_ visit: Visit, _ wait: TooManyGuesses) -> Response {
        let text = visit.wording.count("refused_wait", wait.seconds)
        return signInPage(visit, notice: Notice(isError: true, text: text), status: 429)
    }

    func recover(_ visit: Visit) async throws -> Response {
        let typed = SpokenCode(visit.request.form["code"] ?? "", length: SpokenCode.recoveryLength)
        guard let typed, let box = try await store.recover(typed) else {
            let notice = Notice(isError: true, text: visit.wording["signin_wrong_recovery"])
            return signInPage(visit, notice: notice, status: 403)
        }
        await screens.endConsoles()
        let html = pages.recovered(visit.frame, pin: box.pin, recoveryCode: box.recoveryCode)
        return reply.page(html, cookies: [Reply.cookie(Self.sessionCookie, try await store.signIn())])
    }
}
